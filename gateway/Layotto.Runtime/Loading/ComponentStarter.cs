using Layotto.Components;
using Layotto.Components.Metadata;
using Layotto.Components.Specification;
using Microsoft.Extensions.Logging;

namespace Layotto.Runtime.Loading;

/// <summary>Makes a running instance of one component, within its time.</summary>
internal sealed class ComponentStarter(
    ComponentMetadataResolver resolver, RuntimeIdentity identity, ILoggerFactory loggerFactory, ILogger logger, TimeProvider timeProvider)
{
    private string? _actorStateStore;

    /// <summary>Starts a component.</summary>
    /// <returns>The instance; it is <see cref="ComponentHealth.Ready"/>.</returns>
    /// <exception cref="ComponentException">It can't be started; the message is in the form of Dapr's errors.</exception>
    /// <exception cref="OperationCanceledException">The gateway stops.</exception>
    public async Task<ComponentInstance> StartAsync(
        ComponentSpecification specification, ComponentDescriptor descriptor, CancellationToken cancellationToken)
    {
        ComponentMetadata metadata = ComponentMetadata.Empty;
        await WithinAsync(
            specification, async token => metadata = await resolver.ResolveAsync(specification, token), () => ValueTask.CompletedTask, cancellationToken);
        CheckMetadata(specification, descriptor, metadata);

        var claims = descriptor.Kind == ComponentKind.State && Truth.IsTruthy(metadata[RuntimeMetadataKeys.ActorStateStore]);
        var wasClaimed = _actorStateStore == specification.Name;
        if (claims && Interlocked.CompareExchange(ref _actorStateStore, specification.Name, null) is { } other && other != specification.Name)
        {
            throw LoadErrors.Initialisation(
                specification,
                $"detected duplicate actor state store: {other} and {specification.Name}; {other} is already the actor state store, only one actor state store is allowed");
        }

        try
        {
            var instance = await InitialiseAsync(specification, descriptor, metadata, cancellationToken);
            if (claims)
                LoadingLog.ActorStateStore(logger, specification.Name);
            return instance;
        }
        catch (Exception) when (claims)
        {
            if (!wasClaimed)
                Release(specification.Name);
            throw;
        }
    }

    /// <summary>Forgets that a component was the actor state store, so that another may be.</summary>
    public void Release(string name)
    {
        if (_actorStateStore == name)
            _actorStateStore = null;
    }

    /// <summary>Makes the object of a component, not yet initialised.</summary>
    /// <exception cref="ComponentException">The type can't make one.</exception>
    public static IComponent Create(ComponentSpecification specification, ComponentDescriptor descriptor)
    {
        try
        {
            return descriptor.Create();
        }
        catch (Exception exception)
        {
            throw LoadErrors.Initialisation(specification, exception.Message, exception);
        }
    }

    private async Task<ComponentInstance> InitialiseAsync(
        ComponentSpecification specification, ComponentDescriptor descriptor, ComponentMetadata metadata, CancellationToken cancellationToken)
    {
        var component = Create(specification, descriptor);
        var instance = new ComponentInstance(specification, descriptor, component, metadata);
        var context = new ComponentContext
        {
            Name = specification.Name,
            Type = specification.Type,
            Version = descriptor.Version,
            Metadata = metadata,
            AppId = identity.AppId,
            Namespace = identity.Namespace,
            Logger = loggerFactory.CreateLogger($"Layotto.Components.{specification.Type}"),
            TimeProvider = timeProvider,
            Report = instance.Report,
        };
        await WithinAsync(specification, token => component.InitializeAsync(context, token), component.DisposeAsync, cancellationToken);
        instance.Report(ComponentHealth.Ready);
        return instance;
    }

    private void CheckMetadata(ComponentSpecification specification, ComponentDescriptor descriptor, ComponentMetadata metadata)
    {
        var problems = descriptor.Schema.Check(metadata, key => RuntimeMetadataKeys.IsKnown(descriptor.Kind, key));
        foreach (var problem in problems.Where(problem => problem.IsWarning))
            LoadingLog.MetadataWarning(logger, specification, problem.Message);
        var errors = problems.Where(problem => !problem.IsWarning).ToList();
        if (errors.Count > 0)
            throw LoadErrors.Initialisation(specification, new MetadataException(errors).Message);
    }

    // The work runs on the pool and is waited for from outside, so neither one that blocks nor one that doesn't look at its
    // token can hold the gateway up. What is left behind is cleaned up whenever it comes to an end.
    private async Task WithinAsync(
        ComponentSpecification specification, Func<CancellationToken, ValueTask> work, Func<ValueTask> cleanUp, CancellationToken cancellationToken)
    {
        var deadline = new CancellationTokenSource(specification.InitTimeout, timeProvider);
        var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var task = Task.Run(async () => await work(either.Token), CancellationToken.None);
        var isDone = false;
        try
        {
            await task.WaitAsync(either.Token);
            isDone = true;
        }
        catch (Exception exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw exception is OperationCanceledException && deadline.IsCancellationRequested
                ? LoadErrors.Timeout(specification)
                : LoadErrors.Initialisation(specification, exception.Message, exception);
        }
        finally
        {
            if (isDone)
            {
                either.Dispose();
                deadline.Dispose();
            }
            else
            {
                _ = CleanUpAsync(specification, task, cleanUp, either, deadline);
            }
        }
    }

    private async Task CleanUpAsync(
        ComponentSpecification specification, Task task, Func<ValueTask> cleanUp, CancellationTokenSource either, CancellationTokenSource deadline)
    {
        try
        {
            await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.Run(async () => await cleanUp(), CancellationToken.None);
        }
        catch (Exception exception)
        {
            LoadingLog.CleanUpFailed(logger, specification, exception.Message);
        }
        finally
        {
            either.Dispose();
            deadline.Dispose();
        }
    }
}
