namespace Layotto.Http.Http2.Hpack;

/// <summary>A header: its name, in lower case, and its value.</summary>
internal readonly record struct HeaderField(string Name, string Value)
{
    /// <summary>What a header counts beyond the bytes of its name and value (RFC 7541 §4.1).</summary>
    public const int Overhead = 32;
}
