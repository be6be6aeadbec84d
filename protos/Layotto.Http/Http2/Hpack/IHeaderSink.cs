namespace Layotto.Http.Http2.Hpack;

/// <summary>Takes the headers of a block in their order.</summary>
internal interface IHeaderSink
{
    /// <summary>Takes a header.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value, read as Latin-1.</param>
    /// <param name="isValid">Whether the name is a token in lower case, perhaps after a colon, and the value has no line break or NUL.</param>
    void Add(string name, string value, bool isValid);
}
