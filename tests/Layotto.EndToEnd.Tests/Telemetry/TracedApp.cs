using System.Threading.Channels;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Testing;
using Layotto.Grpc.Client;
using Layotto.Grpc.Server;
using Layotto.Protos.Dapr.Common.V1;
using Layotto.Protos.Dapr.Runtime.V1;
using Layotto.Runtime.Telemetry;
using Xunit;
using DaprClient = Layotto.Protos.Dapr.Runtime.V1.Dapr.DaprClient;
using Empty = Google.Protobuf.WellKnownTypes.Empty;

namespace Layotto.EndToEnd.Tests.Telemetry;

/// <summary>
/// A gRPC app whose method publishes an event, which it gets back. It passes the binary trace context on as OpenCensus' libraries do, and
/// keeps what came in either form.
/// </summary>
internal sealed class TracedApp : TestService.TestServiceBase
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Channel<string> _contexts = Channel.CreateUnbounded<string>();

    /// <summary>The gRPC port of the app's sidecar.</summary>
    public int SidecarPort { get; set; }

    /// <summary>The server's handler.</summary>
    public GrpcServer Build() => new GrpcServerBuilder()
        .Add(TestService.BindService(this)).Add(AppCallback.BindService(new Callbacks(this))).Build();

    /// <summary>The trace context of the next call that the app got.</summary>
    public async Task<string> NextAsync() => await _contexts.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience);

    public override async Task<SimpleResponse> UnaryCall(SimpleRequest request, ServerCallContext context)
    {
        Keep(context.RequestHeaders);
        using var channel = new GrpcChannel($"http://127.0.0.1:{SidecarPort}");
        await new DaprClient(channel).PublishEventAsync(
            new PublishEventRequest { PubsubName = "pubsub", Topic = "orders", Data = ByteString.CopyFromUtf8("{}"), DataContentType = "application/json" },
            new Metadata { { TraceHeaders.GrpcTraceBinary, context.RequestHeaders.GetValueBytes(TraceHeaders.GrpcTraceBinary)! } },
            cancellationToken: context.CancellationToken);
        return new SimpleResponse();
    }

    // Both forms have to say the same.
    private void Keep(Metadata headers)
    {
        var text = headers.GetValue(TraceHeaders.TraceParent) ?? "";
        var isSame = TraceContext.TryParseBinary(headers.GetValueBytes(TraceHeaders.GrpcTraceBinary), out var binary) && binary.ToString() == text;
        _contexts.Writer.TryWrite(isSame ? text : $"{text} and {binary}");
    }

    private sealed class Callbacks(TracedApp app) : AppCallback.AppCallbackBase
    {
        public override Task<ListTopicSubscriptionsResponse> ListTopicSubscriptions(Empty request, ServerCallContext context)
            => Task.FromResult(new ListTopicSubscriptionsResponse());

        public override Task<ListInputBindingsResponse> ListInputBindings(Empty request, ServerCallContext context)
            => Task.FromResult(new ListInputBindingsResponse());

        public override Task<InvokeResponse> OnInvoke(InvokeRequest request, ServerCallContext context)
        {
            app.Keep(context.RequestHeaders);
            return Task.FromResult(new InvokeResponse { Data = new Any() });
        }

        public override Task<TopicEventResponse> OnTopicEvent(TopicEventRequest request, ServerCallContext context)
        {
            app.Keep(context.RequestHeaders);
            return Task.FromResult(new TopicEventResponse());
        }
    }
}
