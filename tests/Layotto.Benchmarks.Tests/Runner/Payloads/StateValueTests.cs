using Layotto.Benchmarks.Payloads;
using Xunit;

namespace Layotto.Benchmarks.Tests.Runner.Payloads;

public sealed class StateValueTests
{
    [Fact]
    public void The_request_is_what_protobuf_makes_of_it() => Assert.Equal(
        [0x0a, 10, .. "statestore"u8, 0x12, 9, .. "benchmark"u8], StateValue.GrpcRequest());

    [Fact]
    public void The_response_holds_one_kibibyte_and_an_etag()
    {
        var response = StateValue.GrpcResponse();
        // 1024 takes two bytes as a variable-length integer.
        Assert.Equal([0x0a, 0x80, 0x08, (byte)'"'], response[..4]);
        Assert.Equal([(byte)'"', 0x12, 1, (byte)'1'], response[^4..]);
        Assert.Equal(3 + 1024 + 3, response.Length);
    }

    [Fact]
    public void A_frame_carries_the_length_of_its_message() =>
        Assert.Equal([0, 0, 0, 0, 2, 7, 8], GrpcFrame.Of([7, 8]));
}
