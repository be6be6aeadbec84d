using Layotto.Grpc.Client.Calls;

namespace Layotto.Grpc.Client.Transport;

/// <summary>Carries the calls of a channel.</summary>
internal abstract class CallTransport : IDisposable
{
    /// <summary>Sends the request of a call, again where the server did not look at it.</summary>
    /// <param name="call">The call.</param>
    /// <param name="content">Its messages.</param>
    /// <returns>The response once its head is there.</returns>
    public abstract ValueTask<CallResponse> SendAsync(ClientCall call, HttpContent content);

    /// <summary>Makes no more connections, and closes those there are.</summary>
    public abstract void Dispose();
}
