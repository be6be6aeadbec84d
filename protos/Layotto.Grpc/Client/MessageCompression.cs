namespace Layotto.Grpc.Client;

/// <summary>How request messages are compressed.</summary>
public enum MessageCompression
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>With gzip; a single message opts out with <see cref="global::Grpc.Core.WriteFlags.NoCompress"/>.</summary>
    Gzip,
}
