namespace Layotto.LoadGenerator.Http2.Hpack;

/// <summary>Is told every field of a decoded header block; the spans are valid during the call only.</summary>
internal interface IHeaderSink
{
    void Header(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value);
}
