using Grpc.Core;
using Layotto.Dapr.Telemetry;
using Layotto.Runtime.Telemetry;
using Xunit;

namespace Layotto.Dapr.Tests.Telemetry;

/// <summary>The trace context of gRPC calls that the gateway makes.</summary>
public sealed class GrpcTraceHeadersTests
{
    [Fact]
    public void Both_forms_take_the_place_of_what_was_there()
    {
        var context = TraceContext.Create(new TraceSampler(1)) with { State = "a=1" };
        var metadata = new Metadata { { "other", "1" }, { "traceparent", "garbage" }, { "tracestate", "b=2" }, { "grpc-trace-bin", [1, 2, 3] } };

        GrpcTraceHeaders.Inject(metadata, context);

        Assert.Equal(["other", "traceparent", "tracestate", "grpc-trace-bin"], metadata.Select(entry => entry.Key));
        Assert.Equal(context.ToTraceParent(), metadata.GetValue("traceparent"));
        Assert.Equal("a=1", metadata.GetValue("tracestate"));
        Assert.True(TraceContext.TryParseBinary(metadata.GetValueBytes("grpc-trace-bin"), out var binary));
        Assert.Equal(context with { State = null }, binary);

        GrpcTraceHeaders.Inject(metadata, default);
        Assert.Equal(["other"], metadata.Select(entry => entry.Key));
    }
}
