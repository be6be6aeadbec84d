using Grpc.Core;
using Layotto.Dapr.Invocation;
using Xunit;

namespace Layotto.Dapr.Tests.Invocation;

public sealed class FrameGuardTests
{
    private static readonly byte[] Stream = [0, 0, 0, 0, 3, 1, 2, 3, 0, 0, 0, 0, 0, 1, 0, 0, 0, 4, 1, 2, 3, 4];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100)]
    public void Messages_within_the_limit_pass_however_they_are_cut(int size)
    {
        var guard = new FrameGuard(4);
        foreach (var piece in Stream.Chunk(size))
            guard.Pass(piece);

        var strict = new FrameGuard(3);
        Assert.Equal(StatusCode.ResourceExhausted, Assert.Throws<RpcException>(() =>
        {
            foreach (var piece in Stream.Chunk(size))
                strict.Pass(piece);
        }).StatusCode);
    }
}
