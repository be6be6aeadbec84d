using System.Text;
using Layotto.LoadGenerator.Http2.Hpack;

namespace Layotto.Benchmarks.Tests.LoadGenerator.Http2.Hpack;

/// <summary>Collects decoded fields as "name: value" lines.</summary>
internal sealed class HeaderList : IHeaderSink
{
    public List<string> Lines { get; } = [];

    public void Header(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) =>
        Lines.Add(Encoding.ASCII.GetString(name) + ": " + Encoding.ASCII.GetString(value));
}
