namespace Layotto.Grpc.Client.Connections;

/// <summary>There is no connection; the message is the sentence that the caller gets as the status.</summary>
internal sealed class ConnectFailedException : IOException
{
    public ConnectFailedException(string message, Exception? cause)
        : base(message, cause)
    {
    }
}
