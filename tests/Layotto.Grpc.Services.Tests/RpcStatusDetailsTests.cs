using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Status = Google.Rpc.Status;

namespace Layotto.Grpc.Services.Tests;

public sealed class RpcStatusDetailsTests
{
    [Fact]
    public void Details_survive_the_exception()
    {
        var status = new Status { Code = 9, Message = "no store", Details = { Any.Pack(new ErrorInfo { Reason = "R", Domain = "d" }) } };

        var exception = status.ToRpcException();

        Assert.Equal(StatusCode.FailedPrecondition, exception.StatusCode);
        Assert.Equal("no store", exception.Status.Detail);
        Assert.Equal(status, exception.GetRpcStatus());
    }

    [Theory]
    [InlineData(17)]
    [InlineData(-1)]
    public void Code_out_of_range_is_unknown(int code) =>
        Assert.Equal(StatusCode.Unknown, new Status { Code = code }.ToRpcException().StatusCode);

    [Fact]
    public void Exception_without_readable_details_has_none()
    {
        var plain = new RpcException(new global::Grpc.Core.Status(StatusCode.Internal, "x"));
        var broken = new RpcException(plain.Status, new Metadata { { RpcStatusDetails.TrailerName, new byte[] { 255 } } });

        Assert.Null(plain.GetRpcStatus());
        Assert.Null(broken.GetRpcStatus());
    }
}
