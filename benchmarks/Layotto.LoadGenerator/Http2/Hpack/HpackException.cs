namespace Layotto.LoadGenerator.Http2.Hpack;

/// <summary>A header block that RFC 7541 does not allow.</summary>
internal sealed class HpackException(string message) : Exception(message);
