using System.Buffers;
using Layotto.Runtime.Crypto;

namespace Layotto.Runtime.Tests.Crypto;

/// <summary>Collects a stream.</summary>
internal sealed class Collected : ICryptoSink
{
    private readonly ArrayBufferWriter<byte> _data = new();

    public List<int> Sizes { get; } = [];

    public byte[] Data => _data.WrittenSpan.ToArray();

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        await Task.Yield();
        _data.Write(data.Span);
        Sizes.Add(data.Length);
    }
}
