using Grpc.Core;
using Layotto.Components;
using Layotto.Components.State;
using Layotto.Pluggable.Connections;
using Layotto.Protos.Dapr.Components.V1;

namespace Layotto.Pluggable.State;

/// <summary>A state store in another process (<c>dapr.proto.components.v1.StateStore</c>).</summary>
internal partial class PluggableStateStore : IStateStore
{
    /// <summary>The field of a request that an objection to its etag names.</summary>
    private const string ETagField = "etag";

    private readonly ComponentLink _link;
    private volatile IReadOnlyList<string> _features = [];
    private StateStore.StateStoreClient _client = null!;

    public PluggableStateStore(ComponentSocket socket) => _link = new ComponentLink(
        socket, InitialiseAsync, static (invoker, options) => new StateStore.StateStoreClient(invoker).PingAsync(new PingRequest(), options).ResponseAsync);

    /// <inheritdoc/>
    public IReadOnlyList<string> Features => _features;

    /// <summary>The way to the process.</summary>
    protected ComponentLink Link => _link;

    /// <inheritdoc/>
    public virtual async ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        await _link.StartAsync(context, cancellationToken).ConfigureAwait(false);
        _client = new StateStore.StateStoreClient(_link.Invoker);
    }

    /// <inheritdoc/>
    public ValueTask PingAsync(CancellationToken cancellationToken) => _link.PingAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<StateValue?> GetAsync(StateGetRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return StateMessages.ToValue(await _client.GetAsync(StateMessages.ToGet(request), cancellationToken: cancellationToken).ConfigureAwait(false));
        }
        catch (RpcException exception)
        {
            throw _link.Error(exception, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask SetAsync(StateSetRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await _client.SetAsync(StateMessages.ToSet(request), cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (RpcException exception)
        {
            throw WriteError(exception, request.Key, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(StateDeleteRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await _client.DeleteAsync(StateMessages.ToDelete(request), cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (RpcException exception)
        {
            throw WriteError(exception, request.Key, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _link.DisposeAsync();

    /// <summary>Whether the process has the service behind a feature that it claims.</summary>
    /// <remarks>Nothing on the wire deletes by a prefix or lists keys.</remarks>
    protected virtual bool Serves(string feature)
        => feature is not (StateFeatures.Transactional or StateFeatures.Query or StateFeatures.DeleteWithPrefix or StateFeatures.KeysLike);

    /// <summary>Asks the process what else it has to be asked for before it is used.</summary>
    protected virtual Task InitialiseFurtherAsync(CallInvoker invoker, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>What the end of a write means (Dapr's error contract of state stores).</summary>
    protected Exception WriteError(RpcException exception, string key, CancellationToken cancellationToken) => exception.StatusCode switch
    {
        StatusCode.FailedPrecondition when LinkErrors.IsViolation(exception, ETagField) => new StateETagException(StateETagError.Mismatch, key, exception),
        StatusCode.InvalidArgument when LinkErrors.IsViolation(exception, ETagField) => new StateETagException(StateETagError.Invalid, key, exception),
        _ => _link.Error(exception, cancellationToken),
    };

    private async Task InitialiseAsync(CallInvoker invoker, CancellationToken cancellationToken)
    {
        var client = new StateStore.StateStoreClient(invoker);
        var metadata = new MetadataRequest();
        metadata.Properties.AddAll(_link.Properties);
        await client.InitAsync(new InitRequest { Metadata = metadata }, cancellationToken: cancellationToken).ConfigureAwait(false);
        var claimed = (await client.FeaturesAsync(new FeaturesRequest(), cancellationToken: cancellationToken).ConfigureAwait(false)).Features;
        foreach (var feature in claimed.Where(feature => !Serves(feature)))
            LinkLog.FalseFeature(_link.Context.Logger, _link.Context.Name, feature);
        _features = [.. claimed.Where(Serves)];
        await InitialiseFurtherAsync(invoker, cancellationToken).ConfigureAwait(false);
    }
}
