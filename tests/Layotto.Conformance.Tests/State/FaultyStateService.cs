using System.Collections.Concurrent;
using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Layotto.Grpc.Services;
using Layotto.Protos.Dapr.Components.V1;
using Status = Grpc.Core.Status;

namespace Layotto.Conformance.Tests.State;

/// <summary>A state store in memory that does one thing wrong, or nothing.</summary>
internal sealed class FaultyStateService(StateFault fault, TimeProvider clock) : StateStore.StateStoreBase
{
    private readonly ConcurrentDictionary<string, FaultyMemory> _memories = new(StringComparer.Ordinal);

    public override Task<InitResponse> Init(InitRequest request, ServerCallContext context)
    {
        if (fault == StateFault.ForgetsAtInitialisation)
            _memories.TryRemove(NameOf(context), out _);
        _memories.TryAdd(NameOf(context), new FaultyMemory(fault, clock));
        return Task.FromResult(new InitResponse());
    }

    public override Task<FeaturesResponse> Features(FeaturesRequest request, ServerCallContext context)
    {
        var response = new FeaturesResponse { Features = { "ETAG", "TTL" } };
        if (fault != StateFault.HidesTransactions)
            response.Features.Add("TRANSACTIONAL");
        if (fault == StateFault.ClaimsQueriesWithoutThem)
            response.Features.Add("QUERY_API");
        return Task.FromResult(response);
    }

    public override async Task<PingResponse> Ping(PingRequest request, ServerCallContext context)
    {
        if (fault == StateFault.HangsOnPing)
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        return new PingResponse();
    }

    public override Task<GetResponse> Get(GetRequest request, ServerCallContext context)
    {
        var response = new GetResponse();
        if (MemoryOf(context).Read(request.Key) is not { } entry || (fault == StateFault.ReadsEmptyAsMissing && entry.Value.IsEmpty))
            return Task.FromResult(response);
        response.Data = entry.Value;
        response.Etag = new Etag { Value = entry.ETag };
        if (entry.Expiry is { } expiry)
            response.Metadata["ttlExpireTime"] = expiry.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return Task.FromResult(response);
    }

    public override async Task<SetResponse> Set(SetRequest request, ServerCallContext context)
    {
        await MemoryOf(context).WriteAsync(request);
        return new SetResponse();
    }

    public override async Task<DeleteResponse> Delete(DeleteRequest request, ServerCallContext context)
    {
        if (fault == StateFault.HangsOnDeletion)
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        MemoryOf(context).Apply([new TransactionalStateOperation { Delete = request }]);
        return new DeleteResponse();
    }

    public override async Task<BulkGetResponse> BulkGet(BulkGetRequest request, ServerCallContext context)
    {
        var response = new BulkGetResponse();
        foreach (var (key, entry) in MemoryOf(context).ReadMany([.. request.Items.Select(item => item.Key)]))
        {
            if (entry is null && fault == StateFault.FailsBulkReadsOfWhatIsMissing)
                throw new RpcException(new Status(StatusCode.NotFound, $"there is no {key}"));
            if (entry is null)
                continue;
            var item = new BulkStateItem { Key = key, Data = entry.Value, Etag = new Etag { Value = fault == StateFault.BulkReadsOtherETags ? $"{entry.ETag}0" : entry.ETag } };
            if (entry.Expiry is { } expiry)
                item.Metadata["ttlExpireTime"] = expiry.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            response.Items.Add(item);
        }

        return await Task.FromResult(response);
    }

    public override async Task<BulkSetResponse> BulkSet(BulkSetRequest request, ServerCallContext context)
    {
        foreach (var item in request.Items.Skip(fault == StateFault.DropsKeysOfBulkWrites ? 1 : 0))
            await MemoryOf(context).WriteAsync(item);
        return new BulkSetResponse();
    }

    public override Task<BulkDeleteResponse> BulkDelete(BulkDeleteRequest request, ServerCallContext context)
    {
        foreach (var item in request.Items)
            MemoryOf(context).Apply([new TransactionalStateOperation { Delete = item }]);
        return Task.FromResult(new BulkDeleteResponse());
    }

    /// <summary>The transactions of the store.</summary>
    public TransactionalStateStore.TransactionalStateStoreBase Transactions() => new Transactor(this);

    internal static RpcException Mismatch(string key)
    {
        var violation = new BadRequest.Types.FieldViolation { Field = "etag", Description = $"the key {key} has another version" };
        var status = new Google.Rpc.Status { Code = (int)Code.FailedPrecondition, Message = violation.Description };
        status.Details.Add(Any.Pack(new BadRequest { FieldViolations = { violation } }));
        return status.ToRpcException();
    }

    private FaultyMemory MemoryOf(ServerCallContext context)
        => _memories.TryGetValue(NameOf(context), out var memory)
            ? memory
            : throw new RpcException(new Status(StatusCode.FailedPrecondition, "the component was not initialised"));

    private string NameOf(ServerCallContext context)
        => fault == StateFault.MixesComponents ? "" : context.RequestHeaders.GetValue("x-component-instance") ?? "";

    private sealed class Transactor(FaultyStateService states) : TransactionalStateStore.TransactionalStateStoreBase
    {
        public override Task<TransactionalStateResponse> Transact(TransactionalStateRequest request, ServerCallContext context)
        {
            states.MemoryOf(context).Apply(request.Operations);
            return Task.FromResult(new TransactionalStateResponse());
        }
    }
}
