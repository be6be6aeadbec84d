using Layotto.Http.Http2.Hpack;

namespace Layotto.Http.Tests.Http2;

/// <summary>Keeps the headers of a block.</summary>
internal sealed class HeaderRecorder : IHeaderSink
{
    public List<(string Name, string Value)> Fields { get; } = [];

    public bool IsValid { get; private set; } = true;

    public void Add(string name, string value, bool isValid)
    {
        Fields.Add((name, value));
        IsValid &= isValid;
    }
}
