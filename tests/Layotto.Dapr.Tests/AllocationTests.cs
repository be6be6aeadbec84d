using System.IO.Pipelines;
using System.Text.Json;
using Grpc.Core;
using Layotto.Components;
using Layotto.Components.Embedded;
using Layotto.Components.Metadata;
using Layotto.Components.Specification;
using Layotto.Components.State;
using Layotto.Dapr.Grpc;
using Layotto.Dapr.Http;
using Layotto.Protos.Dapr.Runtime.V1;
using Layotto.Runtime.Bindings;
using Layotto.Runtime.Configuration;
using Layotto.Runtime.Crypto;
using Layotto.Runtime.Health;
using Layotto.Runtime.Locks;
using Layotto.Runtime.Metadata;
using Layotto.Runtime.PubSub;
using Layotto.Runtime.PubSub.Subscriptions;
using Layotto.Runtime.Resiliency;
using Layotto.Runtime.Secrets;
using Layotto.Runtime.State;
using Layotto.Runtime.Telemetry;
using Layotto.Runtime.Telemetry.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Layotto.Dapr.Tests;

/// <summary>
/// What a read of state allocates between the transport and the store, held to the figures of allocations.json. They are upper bounds
/// in bytes, and hold what this harness itself allocates: a change that needs more has to say so there.
/// </summary>
public sealed class AllocationTests
{
    private const int Calls = 2000;

    private static readonly Dictionary<string, long> Pinned = JsonSerializer.Deserialize<Dictionary<string, long>>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "allocations.json")))!;

    [Fact]
    public async Task GetState_over_gRPC()
    {
        var service = new DaprService(await ServicesAsync());
        var request = new GetStateRequest { StoreName = "store", Key = "key" };
        var context = new CallContext();
        AssertPinned("GetState over gRPC, without transport", () =>
        {
            Assert.True(service.GetState(request, context).IsCompletedSuccessfully);
        });
    }

    [Fact]
    public async Task GetState_over_HTTP()
    {
        var api = new DaprHttpApi(await ServicesAsync(), new DaprHttpOptions(), NullLoggerFactory.Instance);
        var context = new DefaultHttpContext();
        context.Request.Method = HttpMethods.Get;
        context.Features.Get<IHttpRequestFeature>()!.RawTarget = "/v1.0/state/store/key";
        context.Features.Set<IHttpResponseBodyFeature>(new SinkBody());
        AssertPinned("GetState over HTTP, without transport", () =>
        {
            Assert.True(api.HandleAsync(context).IsCompletedSuccessfully);
            Assert.Equal(StatusCodes.Status200OK, context.Response.StatusCode);
            context.Response.Headers.Clear();
        });
    }

    [Fact]
    public async Task GetState_over_HTTP_takes_no_more_when_it_is_measured_and_not_recorded()
    {
        var registry = new MetricRegistry(new MetricRegistryOptions());
        var services = await ServicesAsync(new GatewayMetrics(registry, new GatewayMetricsOptions()));
        var api = new DaprHttpApi(services with { Tracer = Tracer.Create("", hasExporter: false) }, new DaprHttpOptions(), NullLoggerFactory.Instance);
        var context = new DefaultHttpContext();
        context.Request.Method = HttpMethods.Get;
        context.Features.Get<IHttpRequestFeature>()!.RawTarget = "/v1.0/state/store/key";
        context.Features.Set<IHttpResponseBodyFeature>(new SinkBody());
        AssertPinned("GetState over HTTP, without transport", () =>
        {
            Assert.True(api.HandleAsync(context).IsCompletedSuccessfully);
            Assert.Equal(StatusCodes.Status200OK, context.Response.StatusCode);
            context.Response.Headers.Clear();
        });
        Assert.Contains(registry.Families, family => family.Name == "dapr_http_server_request_count" && family.Series.Count == 1);
    }

    private static void AssertPinned(string name, Action call)
    {
        for (var warmUp = 0; warmUp < Calls; warmUp++)
            call();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var index = 0; index < Calls; index++)
            call();
        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / Calls;
        TestContext.Current.TestOutputHelper!.WriteLine($"{name}: {each} bytes");
        Assert.True(each <= Pinned[name], $"{name}: {each} bytes for each call, and allocations.json allows {Pinned[name]}");
    }

    private static async Task<DaprServices> ServicesAsync(GatewayMetrics? metrics = null)
    {
        var catalogue = new ComponentCatalogue();
        EmbeddedComponents.Register(catalogue);
        Assert.True(catalogue.TryFind("state.in-memory", "v1", out var descriptor, out _));
        var store = (IStateStore)descriptor.Create();
        var context = new ComponentContext { Name = "store", Type = descriptor.Type, Metadata = ComponentMetadata.Empty, Logger = NullLogger.Instance };
        await store.InitializeAsync(context, TestContext.Current.CancellationToken);
        await store.SetAsync(
            new StateSetRequest("app||key", new byte[1024], null, default, default, StateValue.NoMetadata), TestContext.Current.CancellationToken);
        var instance = new ComponentInstance(new ComponentSpecification { Name = "store", Type = descriptor.Type }, descriptor, store, ComponentMetadata.Empty);
        instance.Report(ComponentHealth.Ready);
        var registry = new ComponentRegistry();
        registry.Put(instance);
        return new DaprServices
        {
            State = new StateEngine(registry, "app", "", metrics: metrics?.Components),
            PubSub = new PubSubEngine(registry, NoResilience.Instance, "", ""),
            Subscriptions = new TopicSubscriptions(
                new PubSubEngine(registry, NoResilience.Instance, "", ""), NoResilience.Instance, null, null, null, [], "", NullLogger.Instance),
            Secrets = new SecretEngine(registry, []),
            Crypto = new CryptoEngine(registry, NoResilience.Instance, NullLogger.Instance),
            Bindings = new BindingEngine(registry, NoResilience.Instance),
            Configuration = new ConfigurationEngine(registry, NoResilience.Instance, NullLogger.Instance),
            Locks = new LockEngine(registry, NoResilience.Instance, ""),
            Metadata = new GatewayMetadata(registry, "app", "1"),
            Health = new HealthTargets(),
            OutboundHealth = new HealthTargets(),
            Shutdown = _ => { },
            Metrics = metrics ?? GatewayMetrics.None,
        };
    }

    /// <summary>A response body that goes nowhere, and allocates nothing on its way.</summary>
    private sealed class SinkBody : PipeWriter, IHttpResponseBodyFeature
    {
        private readonly byte[] _buffer = new byte[8192];

        public Stream Stream => Stream.Null;

        public PipeWriter Writer => this;

        public override void Advance(int bytes) => Assert.InRange(bytes, 0, _buffer.Length);

        public override Memory<byte> GetMemory(int sizeHint = 0) => _buffer;

        public override Span<byte> GetSpan(int sizeHint = 0) => _buffer;

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => default;

        public override void CancelPendingFlush()
        {
        }

        public override void Complete(Exception? exception = null)
        {
        }

        public void DisableBuffering()
        {
        }

        public Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

        public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => Task.CompletedTask;

        public Task CompleteAsync() => Task.CompletedTask;
    }

    private sealed class CallContext : ServerCallContext
    {
        protected override string MethodCore => "";

        protected override string HostCore => "";

        protected override string PeerCore => "";

        protected override DateTime DeadlineCore => DateTime.MaxValue;

        protected override Metadata RequestHeadersCore { get; } = [];

        protected override CancellationToken CancellationTokenCore => CancellationToken.None;

        protected override Metadata ResponseTrailersCore { get; } = [];

        protected override Status StatusCore { get; set; }

        protected override WriteOptions? WriteOptionsCore { get; set; }

        protected override AuthContext AuthContextCore => throw new InvalidOperationException("nobody asks for it");

        protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options)
            => throw new InvalidOperationException("nobody asks for it");

        protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => Task.CompletedTask;
    }
}
