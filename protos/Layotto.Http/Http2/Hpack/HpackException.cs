namespace Layotto.Http.Http2.Hpack;

/// <summary>A header block can't be decoded, and no later one of the connection either (RFC 7541).</summary>
internal sealed class HpackException(string message) : IOException(message);
