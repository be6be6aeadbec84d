using Layotto.Components;
using Layotto.Components.HttpMiddleware;
using Layotto.Runtime.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Layotto.Runtime.HttpPipelines;

/// <summary>
/// The middleware of a Configuration's <c>httpPipeline</c> or <c>appHttpPipeline</c>, in the order written. A handler whose component
/// isn't loaded is skipped with a warning, as in Dapr.
/// </summary>
/// <remarks>
/// The chain is made anew whenever the registry has changed. A request goes through one chain from beginning to end, and holds a use of
/// each component of it, so that none is disposed while the request is inside.
/// </remarks>
public sealed class HttpPipeline : IComponentObserver
{
    private readonly string _name;
    private readonly IReadOnlyList<HttpPipelineHandler> _handlers;
    private readonly ComponentRegistry _registry;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private volatile HttpPipelineChain _chain;
    private string _told = "";

    /// <summary>Creates the pipeline.</summary>
    /// <param name="name">What the Configuration calls it, for logs.</param>
    /// <param name="handlers">Its steps.</param>
    /// <param name="registry">Where the components are.</param>
    /// <param name="logger">Where skipped steps are told of.</param>
    public HttpPipeline(string name, IReadOnlyList<HttpPipelineHandler> handlers, ComponentRegistry registry, ILogger logger)
    {
        _name = name;
        _handlers = handlers;
        _registry = registry;
        _logger = logger;
        _chain = HttpPipelineChain.Empty;
    }

    /// <summary>Whether there is no step at all: then nobody needs to go through it.</summary>
    public bool IsEmpty => _handlers.Count == 0;

    /// <summary>Sends a request through the pipeline.</summary>
    /// <param name="context">The request.</param>
    /// <param name="end">What stands behind the last step.</param>
    /// <exception cref="ApiException">A component has been stopped, and no other has taken its place.</exception>
    public Task InvokeAsync(HttpContext context, IHttpPipelineEnd end)
    {
        if (IsEmpty)
            return end.InvokeAsync(context);
        while (true)
        {
            var chain = Current();
            if (chain.TryUse(out var uses))
                return chain.InvokeAsync(context, end, uses);

            // A component was replaced between the two steps; one that was stopped without being taken out is as good as gone, and a
            // step that may be a protection isn't left out because of that.
            if (chain.IsOf(_registry))
                throw new ApiException(CommonErrors.Internal, ErrorKind.Unavailable, $"A middleware of the {_name} has been stopped.");
        }
    }

    /// <summary>Makes the chain of the components that are there now, and warns of steps that are skipped.</summary>
    public void Refresh()
    {
        if (!IsEmpty)
            Current();
    }

    /// <inheritdoc/>
    public ValueTask ComponentChangedAsync(ComponentInstance? removed, ComponentInstance? added, CancellationToken cancellationToken)
    {
        Refresh();
        return ValueTask.CompletedTask;
    }

    private HttpPipelineChain Current()
    {
        var chain = _chain;
        if (chain.IsOf(_registry))
            return chain;
        lock (_lock)
        {
            chain = _chain;
            return chain.IsOf(_registry) ? chain : _chain = Build();
        }
    }

    private HttpPipelineChain Build()
    {
        var all = _registry.All;
        var steps = new List<ComponentInstance>();
        var skipped = new List<string>();
        foreach (var handler in _handlers)
        {
            var instance = all.FirstOrDefault(instance => instance.Name == handler.Name);
            if (Reason(handler, instance) is { } reason)
                skipped.Add($"{handler}: {reason}");
            else
                steps.Add(instance!);
        }

        Tell(skipped, all);
        return new HttpPipelineChain(all, steps);
    }

    private static string? Reason(HttpPipelineHandler handler, ComponentInstance? instance)
    {
        if (instance is null)
            return "there is no such component";
        if (instance.Component is not IHttpMiddleware || !instance.Descriptor.Type.Equals(handler.Type, StringComparison.OrdinalIgnoreCase))
            return $"the component of that name is of the type {instance.Descriptor.Type}";
        if (!instance.Descriptor.Version.Equals(ComponentCatalogue.Initial(handler.Version), StringComparison.OrdinalIgnoreCase))
            return $"the component is of the version {instance.Descriptor.Version}";

        // One whose process is away for the moment is asked all the same, and answers for itself: it may be a protection.
        return instance.Health is ComponentHealth.Ready || instance.HasBeenReady ? null : "the component couldn't be started";
    }

    // The same again isn't told again: the chain is made anew for a change of any component.
    private void Tell(List<string> skipped, IReadOnlyList<ComponentInstance> all)
    {
        var told = string.Join("; ", skipped);
        if (told == _told)
            return;
        _told = told;
        if (skipped.Count == 0)
        {
            _logger.LogInformation("All handlers of the {Pipeline} are in force now", _name);
            return;
        }

        var loaded = string.Join(", ", all.Where(instance => instance.Component is IHttpMiddleware).Select(instance => $"{instance.Name} ({instance.Descriptor.Type})"));
        _logger.LogWarning(
            "Handlers of the {Pipeline} are skipped, and requests pass without them: {Skipped}. Middleware that is loaded: {Loaded}",
            _name, told, loaded.Length == 0 ? "none" : loaded);
    }
}
