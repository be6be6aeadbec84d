using System.IO.Pipelines;
using Grpc.Core;
using Layotto.Grpc.Server;

namespace Layotto.Grpc.Tests.Server;

/// <summary>Writing to a response that gives no more memory, as Kestrel's does in the moment in which its client goes away.</summary>
public sealed class GoneClientTests
{
    private static readonly Marshaller<string> InPlace = new(
        static (_, context) =>
        {
            context.SetPayloadLength(1);
            var writer = context.GetBufferWriter();
            writer.GetSpan()[0] = 1;
            writer.Advance(1);
            context.Complete();
        },
        static _ => "");

    [Theory]
    [InlineData(0, true)]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(1, false)]
    public void A_write_is_cancelled_whenever_the_memory_ends(int gifts, bool isInPlace)
    {
        var output = new Reluctant(gifts);

        Assert.Throws<OperationCanceledException>(
            () => MessageSerializer.Write(output, isInPlace ? InPlace : Marshallers.StringMarshaller, "a", int.MaxValue, compression: null, out _));
    }

    private sealed class Reluctant(int gifts) : PipeWriter
    {
        private int _gifts = gifts;

        public override void Advance(int bytes)
        {
        }

        public override Memory<byte> GetMemory(int sizeHint = 0) => _gifts-- > 0 ? new byte[64] : default;

        public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

        public override void CancelPendingFlush()
        {
        }

        public override void Complete(Exception? exception = null)
        {
        }

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => default;
    }
}
