using Layotto.Components;
using Layotto.Components.Specification;
using Layotto.Components.Metadata;
using Layotto.Components.State;

namespace Layotto.Runtime.Tests.State;

/// <summary>A state store that does as the test says, and keeps what it was asked.</summary>
internal sealed class ScriptedStore : ITransactionalStateStore, IBulkStateStore
{
    private static readonly StateValue Found = new() { Data = "1"u8.ToArray() };

    public IReadOnlyList<string> Features => [StateFeatures.Transactional];

    /// <summary>What was asked, a word and the keys each.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>What happens at a call, told by its number from 1 on; an error is thrown.</summary>
    public Func<int, CancellationToken, Task> OnCall { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>The error of a key in a bulk write at a call, or null.</summary>
    public Func<int, string, ComponentException?> OnKey { get; set; } = (_, _) => null;

    /// <summary>An instance over it, ready, with the name "store".</summary>
    public ComponentInstance Instance()
    {
        var descriptor = new ComponentDescriptor { Kind = ComponentKind.State, Name = "scripted", Summary = "", Schema = MetadataSchema.Empty, Create = () => this };
        var instance = new ComponentInstance(new ComponentSpecification { Name = "store", Type = "state.scripted" }, descriptor, this, ComponentMetadata.Empty);
        instance.Report(ComponentHealth.Ready);
        return instance;
    }

    public ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public async ValueTask<StateValue?> GetAsync(StateGetRequest request, CancellationToken cancellationToken)
    {
        await CalledAsync("get", [request.Key], cancellationToken);
        return Found;
    }

    public async ValueTask SetAsync(StateSetRequest request, CancellationToken cancellationToken) => await CalledAsync("set", [request.Key], cancellationToken);

    public async ValueTask DeleteAsync(StateDeleteRequest request, CancellationToken cancellationToken) => await CalledAsync("delete", [request.Key], cancellationToken);

    public async ValueTask ExecuteAsync(
        IReadOnlyList<StateTransactionOperation> operations, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
        => await CalledAsync("transact", [], cancellationToken);

    public async ValueTask<IReadOnlyList<StateBulkGetResult>> GetManyAsync(IReadOnlyList<StateGetRequest> requests, CancellationToken cancellationToken)
    {
        await CalledAsync("get many", requests.Select(request => request.Key), cancellationToken);
        return [.. requests.Select(request => new StateBulkGetResult(request.Key, Found))];
    }

    public async ValueTask<IReadOnlyList<ComponentException?>> SetManyAsync(IReadOnlyList<StateSetRequest> requests, CancellationToken cancellationToken)
    {
        await CalledAsync("set many", requests.Select(request => request.Key), cancellationToken);
        return [.. requests.Select(request => OnKey(Calls.Count, request.Key))];
    }

    public async ValueTask<IReadOnlyList<ComponentException?>> DeleteManyAsync(IReadOnlyList<StateDeleteRequest> requests, CancellationToken cancellationToken)
    {
        await CalledAsync("delete many", requests.Select(request => request.Key), cancellationToken);
        return [.. requests.Select(request => OnKey(Calls.Count, request.Key))];
    }

    private Task CalledAsync(string what, IEnumerable<string> keys, CancellationToken cancellationToken)
    {
        Calls.Add($"{what} {string.Join(' ', keys)}".TrimEnd());
        return OnCall(Calls.Count, cancellationToken);
    }
}
