using Layotto.Components;
using Layotto.Components.Secrets;

namespace Layotto.Runtime.Tests.Loading;

/// <summary>A secret store over the secrets of the test's world.</summary>
internal sealed class FakeSecretStore(FakeWorld world) : FakeComponent(world), ISecretStore
{
    private readonly FakeWorld _world = world;

    public ValueTask<IReadOnlyDictionary<string, string>> GetAsync(
        string name, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        _world.Tell($"read {name} for {metadata["namespace"]}");
        return _world.Secrets.TryGetValue(name, out var secret)
            ? ValueTask.FromResult(secret)
            : throw new ComponentException($"there is no secret {name}.");
    }

    public ValueTask<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> GetAllAsync(
        IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
        => throw new NotSupportedException();
}
