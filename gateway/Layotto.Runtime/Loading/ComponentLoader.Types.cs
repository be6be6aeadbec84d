using Layotto.Components;
using Layotto.Components.Specification;

namespace Layotto.Runtime.Loading;

/// <content>Component types that come, change and go while the gateway runs, because other processes offer them.</content>
public sealed partial class ComponentLoader
{
    private readonly List<ComponentSpecification> _waiting = [];

    /// <summary>The components whose type isn't there, in the order in which they were tried.</summary>
    public IReadOnlyList<ComponentSpecification> Waiting
    {
        get
        {
            lock (_lock)
                return [.. _waiting];
        }
    }

    /// <summary>
    /// The catalogue has other types than before: starts the components that waited for one, and renews those whose type is now made in
    /// another way. A component whose type is gone stays as it is. Nothing throws for a single component.
    /// </summary>
    /// <param name="cancellationToken">Ends the work between two components.</param>
    /// <returns>Whether all of them could follow; those that couldn't are tried again by the next call.</returns>
    public async Task<bool> FollowTypesAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
        await _applying.WaitAsync(either.Token);
        try
        {
            var isSettled = true;
            foreach (var specification in ConcernedByTypes())
                isSettled &= await ChangeAsync(specification, either.Token);
            return isSettled;
        }
        finally
        {
            _applying.Release();
        }
    }

    private ComponentSpecification[] ConcernedByTypes()
    {
        lock (_lock)
        {
            var arrived = _waiting.Where(specification => Find(specification) is not null).ToArray();
            _waiting.RemoveAll(arrived.Contains);
            var renewed = _instances
                .Where(instance => Find(instance.Specification) is { } descriptor && descriptor != instance.Descriptor)
                .Select(instance => instance.Specification);
            return [.. arrived.Concat(renewed).OrderBy(specification => IsSecretStore(specification) ? 0 : 1)];
        }
    }

    private ComponentDescriptor? Find(ComponentSpecification specification)
        => _catalogue.TryFind(specification.Type, specification.Version, out var descriptor, out _) ? descriptor : null;

    private void AwaitType(ComponentSpecification specification)
    {
        lock (_lock)
        {
            _waiting.RemoveAll(waiting => waiting.Name == specification.Name);
            _waiting.Add(specification);
        }
    }

    private void ForgetWaiting(IReadOnlyList<ComponentSpecification> wanted)
    {
        lock (_lock)
            _waiting.RemoveAll(waiting => !wanted.Any(specification => specification.Name == waiting.Name));
    }
}
