using Layotto.Http.Http2;

namespace Layotto.Http.Tests.Http2;

/// <summary>The head of a request of a test.</summary>
internal sealed record TestHead(string Path, params (string Name, string Value)[] Headers) : IHttp2RequestHead
{
    public string Method { get; init; } = "POST";

    public void AddHeaders(Http2HeadWriter writer)
    {
        foreach (var (name, value) in Headers)
            writer.Add(name, value);
    }
}
