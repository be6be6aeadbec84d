using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Layotto.Components;
using Layotto.Components.Embedded.State;
using Layotto.Protos.Dapr.Components.V1;
using Layotto.Testing;

namespace Layotto.Pluggable.Tests.Processes;

/// <summary>A state store's process: an in-memory store for each component that is initialised, behind Dapr's contract.</summary>
internal sealed class FakeStateService(TimeProvider timeProvider) : StateStore.StateStoreBase
{
    private readonly ConcurrentDictionary<string, InMemoryStateStore> _stores = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Claimed { get; set; } = new InMemoryStateStore().Features;

    /// <summary>What each component was initialised with.</summary>
    public ConcurrentDictionary<string, IReadOnlyDictionary<string, string>> Properties { get; } = new(StringComparer.Ordinal);

    public static (ServerServiceDefinition Definition, ServiceDescriptor Descriptor) Serve(FakeStateService service)
        => (StateStore.BindService(service), StateStore.Descriptor);

    public InMemoryStateStore StoreOf(ServerCallContext context)
        => _stores.TryGetValue(NameOf(context), out var store)
            ? store
            : throw new RpcException(new Status(StatusCode.FailedPrecondition, $"{NameOf(context)} was not initialised"));

    public override async Task<InitResponse> Init(InitRequest request, ServerCallContext context)
    {
        Properties[NameOf(context)] = request.Metadata.Properties;
        var store = new InMemoryStateStore();
        await store.InitializeAsync(TestContexts.Create(timeProvider), context.CancellationToken);
        _stores[NameOf(context)] = store;
        return new InitResponse();
    }

    public override Task<FeaturesResponse> Features(FeaturesRequest request, ServerCallContext context)
    {
        var response = new FeaturesResponse();
        response.Features.Add(Claimed);
        return Task.FromResult(response);
    }

    public override Task<PingResponse> Ping(PingRequest request, ServerCallContext context) => Task.FromResult(new PingResponse());

    public override async Task<GetResponse> Get(GetRequest request, ServerCallContext context)
    {
        var value = await StoreOf(context).GetAsync(FakeStateMessages.FromGet(request), context.CancellationToken);
        var response = new GetResponse();
        if (value is null)
            return response;
        response.Data = ByteString.CopyFrom(value.Data.Span);
        response.Etag = new Etag { Value = value.ETag ?? "" };
        foreach (var (key, text) in value.Metadata)
            response.Metadata.Add(key, text);
        return response;
    }

    public override async Task<SetResponse> Set(SetRequest request, ServerCallContext context)
    {
        await FakeStateMessages.MapAsync(() => StoreOf(context).SetAsync(FakeStateMessages.FromSet(request), context.CancellationToken));
        return new SetResponse();
    }

    public override async Task<DeleteResponse> Delete(DeleteRequest request, ServerCallContext context)
    {
        await FakeStateMessages.MapAsync(() => StoreOf(context).DeleteAsync(FakeStateMessages.FromDelete(request), context.CancellationToken));
        return new DeleteResponse();
    }

    public override async Task<BulkGetResponse> BulkGet(BulkGetRequest request, ServerCallContext context)
    {
        // Backwards, without missing keys and without repeating one: what the contract allows.
        var response = new BulkGetResponse();
        var requests = request.Items.Reverse().DistinctBy(item => item.Key).Select(FakeStateMessages.FromGet).ToList();
        foreach (var (key, value, _) in await StoreOf(context).GetManyAsync(requests, context.CancellationToken))
        {
            if (value is null)
                continue;
            var found = new BulkStateItem { Key = key, Data = ByteString.CopyFrom(value.Data.Span), Etag = new Etag { Value = value.ETag ?? "" } };
            foreach (var (name, text) in value.Metadata)
                found.Metadata.Add(name, text);
            response.Items.Add(found);
        }

        return response;
    }

    public override async Task<BulkSetResponse> BulkSet(BulkSetRequest request, ServerCallContext context)
    {
        var errors = await StoreOf(context).SetManyAsync([.. request.Items.Select(FakeStateMessages.FromSet)], context.CancellationToken);
        ThrowFirst(errors);
        return new BulkSetResponse();
    }

    public override async Task<BulkDeleteResponse> BulkDelete(BulkDeleteRequest request, ServerCallContext context)
    {
        var errors = await StoreOf(context).DeleteManyAsync([.. request.Items.Select(FakeStateMessages.FromDelete)], context.CancellationToken);
        ThrowFirst(errors);
        return new BulkDeleteResponse();
    }

    private static void ThrowFirst(IReadOnlyList<ComponentException?> errors)
    {
        if (errors.FirstOrDefault(error => error is not null) is { } error)
            throw FakeStateMessages.ToRpc(error);
    }

    private static string NameOf(ServerCallContext context) => context.RequestHeaders.GetValue("x-component-instance") ?? "";
}
