using Layotto.Components;
using Layotto.Components.Metadata;
using Layotto.Components.Specification;
using Microsoft.Extensions.Logging;

namespace Layotto.Runtime.Loading;

/// <summary>
/// Starts components and puts them into the registry: secret stores first, then the others in the order written, one after
/// the other. Disposing it stops what it has started, last started first.
/// </summary>
public sealed partial class ComponentLoader : IAsyncDisposable
{
    private readonly ComponentCatalogue _catalogue;
    private readonly ComponentRegistry _registry;
    private readonly ComponentLoaderOptions _options;
    private readonly ComponentDenyList _denyList;
    private readonly ComponentMetadataResolver _resolver;
    private readonly ComponentStarter _starter;
    private readonly ComponentRetrier _retrier;
    private readonly ILogger _logger;
    private readonly TimeProvider _timeProvider;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private readonly List<ComponentInstance> _instances = [];
    private readonly List<Task> _retries = [];
    private readonly SemaphoreSlim _applying = new(1, 1);
    private bool _isDisposed;

    /// <summary>Creates the loader; nothing is started yet.</summary>
    /// <param name="catalogue">The component types there are.</param>
    /// <param name="registry">Where instances are put.</param>
    /// <param name="identity">Who the gateway runs for.</param>
    /// <param name="loggerFactory">Makes the loggers of the loader and the components.</param>
    /// <param name="options">How to start and stop; null for the defaults.</param>
    /// <param name="timeProvider">The clock of time-outs and waits, and of the components; null for the system's.</param>
    /// <param name="random">Shortens waits; null for the shared one.</param>
    public ComponentLoader(
        ComponentCatalogue catalogue,
        ComponentRegistry registry,
        RuntimeIdentity identity,
        ILoggerFactory loggerFactory,
        ComponentLoaderOptions? options = null,
        TimeProvider? timeProvider = null,
        Random? random = null)
    {
        _catalogue = catalogue;
        _registry = registry;
        _options = options ?? new ComponentLoaderOptions();
        _timeProvider = timeProvider ?? TimeProvider.System;
        _logger = loggerFactory.CreateLogger<ComponentLoader>();
        _denyList = new ComponentDenyList(_options.DeniedComponents);
        _resolver = new ComponentMetadataResolver(registry, identity, _logger);
        _starter = new ComponentStarter(_resolver, identity, loggerFactory, _logger, _timeProvider);
        _retrier = new ComponentRetrier(_starter, registry, _options, _logger, _timeProvider, random ?? Random.Shared);
    }

    /// <summary>
    /// Starts components. One with <c>ignoreErrors</c> that can't start stays in the registry as
    /// <see cref="ComponentHealth.Failed"/> and is tried again in the background.
    /// </summary>
    /// <exception cref="ComponentLoadException">Others couldn't start. Those that could run on until the loader is disposed.</exception>
    /// <exception cref="OperationCanceledException">The token fired, or the loader was disposed.</exception>
    public async Task LoadAsync(IReadOnlyList<ComponentSpecification> specifications, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
        var run = new LoadRun(specifications.Where(IsSecretStore).Select(store => store.Name));
        await _applying.WaitAsync(either.Token);
        try
        {
            foreach (var specification in run.DistinctNames(specifications).OrderBy(specification => IsSecretStore(specification) ? 0 : 1))
                await ProcessAsync(specification, run, either.Token);

            // Whatever still waits waits in vain; starting it yields the error that says so.
            foreach (var specification in run.TakeAllParked())
                await StartAsync(specification, run, either.Token);
        }
        finally
        {
            _applying.Release();
        }

        if (run.Failures.Count > 0)
            throw new ComponentLoadException(run.Failures);
    }

    /// <summary>
    /// Stops what was started, last started first. It takes <see cref="ComponentLoaderOptions.DisposeTimeout"/> at most:
    /// components that haven't stopped by then are left behind.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        ComponentInstance[] instances;
        Task[] retries;
        lock (_lock)
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
            instances = [.. _instances];
            retries = [.. _retries];
        }

        await _stopping.CancelAsync();
        using var deadline = new CancellationTokenSource(_options.DisposeTimeout, _timeProvider);
        await ((Task)Task.WhenAll(retries).WaitAsync(deadline.Token)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var instance in instances.Reverse())
            await ComponentStopper.StopAsync(instance, _logger, deadline.Token);
    }

    private static bool IsSecretStore(ComponentSpecification specification)
        => ComponentKind.TryParseType(specification.Type, out var kind, out _) && kind == ComponentKind.SecretStore;

    private async Task ProcessAsync(ComponentSpecification specification, LoadRun run, CancellationToken cancellationToken)
    {
        if (ComponentMetadataResolver.NeedsSecretStore(specification)
            && _resolver.FindStore(specification.SecretStore) is null
            && run.IsAhead(specification.SecretStore))
        {
            LoadingLog.Parked(_logger, specification, specification.SecretStore);
            run.Park(specification);
            return;
        }

        await StartAsync(specification, run, cancellationToken);
        if (!IsSecretStore(specification))
            return;
        run.Passed(specification.Name);
        foreach (var parked in run.TakeParked(specification.Name))
            await ProcessAsync(parked, run, cancellationToken);
    }

    private async Task StartAsync(ComponentSpecification specification, LoadRun run, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var isKnown = _catalogue.TryFind(specification.Type, specification.Version, out var descriptor, out var reason);
        if (!isKnown && !specification.IgnoreErrors && _options.AwaitType is { } awaitType)
        {
            await awaitType(specification, cancellationToken);
            isKnown = _catalogue.TryFind(specification.Type, specification.Version, out descriptor, out reason);
        }

        if (!_denyList.Allows(specification, descriptor))
        {
            LoadingLog.Denied(_logger, specification.Name, specification);
        }
        else if (_registry.TryGet(specification.Name, out var existing))
        {
            run.FailDuplicate(specification, existing.Specification);
        }
        else if (!isKnown)
        {
            _options.Metrics.ComponentInitFailed(specification.Type, "creation", specification.Name);
            await FailAsync(specification, null, LoadErrors.Unknown(specification, reason!), run);
        }
        else
        {
            await StartAsync(specification, descriptor!, run, cancellationToken);
        }
    }

    private async Task StartAsync(
        ComponentSpecification specification, ComponentDescriptor descriptor, LoadRun run, CancellationToken cancellationToken)
    {
        try
        {
            var instance = await _starter.StartAsync(specification, descriptor, cancellationToken);
            await AddAsync(instance);
            _options.Metrics.ComponentInitialized(specification.Type);
            LoadingLog.Loaded(_logger, specification);
        }
        catch (ComponentException exception)
        {
            _options.Metrics.ComponentInitFailed(specification.Type, "init", specification.Name);
            LoadingLog.Failed(_logger, specification, exception.Message);
            await FailAsync(specification, descriptor, LoadErrors.Outer(specification, exception.Message), run);
        }
    }

    private async Task FailAsync(ComponentSpecification specification, ComponentDescriptor? descriptor, string message, LoadRun run)
    {
        var failure = new ComponentLoadFailure(specification, message);
        if (!specification.IgnoreErrors)
        {
            LoadingLog.Fatal(_logger, failure);
            run.Failures.Add(failure);
            return;
        }

        LoadingLog.Ignored(_logger, failure);
        if (descriptor is null)
        {
            AwaitType(specification);
            return;
        }

        IComponent component;
        try
        {
            component = ComponentStarter.Create(specification, descriptor);
        }
        catch (ComponentException exception)
        {
            LoadingLog.NotRetried(_logger, specification, exception.Message);
            return;
        }

        var failed = new ComponentInstance(specification, descriptor, component, ComponentMetadata.Empty);
        failed.Report(ComponentHealth.Failed, message);
        await AddAsync(failed);
        lock (_lock)
        {
            _retries.Add(_retrier.RetryAsync(failed, ReplaceAsync, _stopping.Token));
        }
    }

    private async Task ReplaceAsync(ComponentInstance failed, ComponentInstance instance)
    {
        await AddAsync(instance);
        await LeaveAsync(failed, instance, _stopping.Token);
    }

    private async Task AddAsync(ComponentInstance instance)
    {
        lock (_lock)
        {
            if (!_isDisposed)
            {
                _instances.Add(instance);
                _waiting.RemoveAll(waiting => waiting.Name == instance.Name);
                _registry.Put(instance);
                return;
            }
        }

        // It came up while the others were being stopped.
        await ComponentStopper.StopAsync(instance, _logger, _stopping.Token);
        throw new OperationCanceledException(_stopping.Token);
    }
}
