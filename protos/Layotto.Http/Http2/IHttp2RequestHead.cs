namespace Layotto.Http.Http2;

/// <summary>The head of a request, told to whichever connection sends it; more than once where the request is sent again.</summary>
public interface IHttp2RequestHead
{
    /// <summary>The method.</summary>
    string Method { get; }

    /// <summary>Path and query, percent-encoded.</summary>
    string Path { get; }

    /// <summary>What the request calls the server; null, as by default, for what the pool calls it.</summary>
    string? Authority => null;

    /// <summary>Adds the headers. It is called while the connection is held, so it must neither wait nor take long.</summary>
    void AddHeaders(Http2HeadWriter writer);
}
