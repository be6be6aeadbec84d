using Layotto.Components;
using Layotto.Components.Metadata;
using Layotto.Components.Specification;

namespace Layotto.Runtime.Loading;

/// <content>Changes while the gateway runs.</content>
public sealed partial class ComponentLoader
{
    /// <summary>
    /// Makes what runs into what is wanted. A changed component is started beside the one it replaces, takes its name over, and only
    /// then is the old one drained and closed; when it can't be started, the old one goes on. Nothing throws for a single component:
    /// each says in the log why it couldn't follow.
    /// </summary>
    /// <param name="wanted">All components there are to be.</param>
    /// <param name="cancellationToken">Ends the work between two components.</param>
    /// <returns>What came of it.</returns>
    public async Task<ComponentChanges> ApplyAsync(IReadOnlyList<ComponentSpecification> wanted, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
        await _applying.WaitAsync(either.Token);
        try
        {
            ComponentSpecification[] running;
            lock (_lock)
                running = [.. _instances.Select(instance => instance.Specification)];
            ForgetWaiting(wanted);
            var difference = ComponentDifference.Between(running, wanted);
            var done = 0;
            var failed = 0;
            foreach (var specification in difference.Changed.Concat(difference.Added).OrderBy(specification => IsSecretStore(specification) ? 0 : 1))
            {
                if (await ChangeAsync(specification, either.Token))
                    done++;
                else
                    failed++;
            }

            foreach (var specification in difference.Removed)
                done += await RemoveAsync(specification, either.Token) ? 1 : 0;
            return new ComponentChanges(done, failed);
        }
        finally
        {
            _applying.Release();
        }
    }

    private async Task<bool> ChangeAsync(ComponentSpecification specification, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var isReplacement = _registry.TryGet(specification.Name, out var replaced);
        var isKnown = _catalogue.TryFind(specification.Type, specification.Version, out var descriptor, out var reason);
        if (!_denyList.Allows(specification, descriptor))
        {
            LoadingLog.Denied(_logger, specification.Name, specification);
            return true;
        }

        ComponentInstance instance;
        try
        {
            instance = isKnown
                ? await _starter.StartAsync(specification, descriptor!, cancellationToken)
                : throw new ComponentException(LoadErrors.Unknown(specification, reason!));
        }
        catch (ComponentException exception)
        {
            _options.Metrics.ComponentInitFailed(specification.Type, isKnown ? "init" : "creation", specification.Name);
            if (isReplacement)
                LoadingLog.UpdateFailed(_logger, specification, exception.Message);
            else if (specification.IgnoreErrors)
                await FailAsync(specification, descriptor, LoadErrors.Outer(specification, exception.Message), new LoadRun([]));
            else
                LoadingLog.AddFailed(_logger, specification, exception.Message);
            if (!isReplacement && !_catalogue.IsBuiltIn(specification.Type))
                AwaitType(specification);
            return false;
        }

        await AddAsync(instance);
        _options.Metrics.ComponentInitialized(specification.Type);
        await LeaveAsync(replaced, instance, cancellationToken);
        if (isReplacement)
            LoadingLog.Updated(_logger, specification);
        else
            LoadingLog.Loaded(_logger, specification);
        return true;
    }

    private async Task<bool> RemoveAsync(ComponentSpecification specification, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_registry.Remove(specification.Name) is not { } removed)
            return false;
        _starter.Release(specification.Name);
        await LeaveAsync(removed, null, cancellationToken);
        LoadingLog.Unloaded(_logger, specification);
        return true;
    }

    // Those who hold something of the old instance let go of it first; then its last calls end, and it is closed. Nobody waits for
    // the last two.
    private async Task LeaveAsync(ComponentInstance? removed, ComponentInstance? added, CancellationToken cancellationToken)
    {
        foreach (var observer in _options.Observers)
        {
            try
            {
                await observer.ComponentChangedAsync(removed, added, cancellationToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                LoadingLog.ObserverFailed(_logger, (added ?? removed)!.Specification, observer.GetType().Name, exception.Message);
            }
        }

        if (removed is null)
            return;
        lock (_lock)
        {
            // While everything stops, the loader's disposal closes it.
            if (_isDisposed)
                return;
            _instances.Remove(removed);
            _retries.RemoveAll(task => task.IsCompleted);
            _retries.Add(DrainAsync(removed));
        }
    }

    private async Task DrainAsync(ComponentInstance removed)
    {
        using var patience = new CancellationTokenSource(_options.DrainTimeout, _timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token, patience.Token);
        await removed.RetireAsync().WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (patience.IsCancellationRequested)
            LoadingLog.DrainTimedOut(_logger, removed.Specification, GoDuration.Format(_options.DrainTimeout));
        using var stopPatience = new CancellationTokenSource(_options.DisposeTimeout, _timeProvider);
        await ComponentStopper.StopAsync(removed, _logger, stopPatience.Token);
    }
}
