using Layotto.Components;
using Layotto.Components.HttpMiddleware;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Layotto.Runtime.HttpPipelines;

/// <summary>The steps of a pipeline, tied together once for all requests.</summary>
internal sealed class HttpPipelineChain
{
    public static readonly HttpPipelineChain Empty = new(null, []);

    private readonly IReadOnlyList<ComponentInstance>? _source;
    private readonly ComponentInstance[] _steps;
    private readonly RequestDelegate _entry;

    /// <summary>Ties steps together.</summary>
    /// <param name="source">The registry's table that the steps are of.</param>
    /// <param name="steps">The steps, the outermost first.</param>
    public HttpPipelineChain(IReadOnlyList<ComponentInstance>? source, IReadOnlyList<ComponentInstance> steps)
    {
        _source = source;
        _steps = [.. steps];
        _entry = EndAsync;
        foreach (var step in steps.Reverse())
        {
            var middleware = (IHttpMiddleware)step.Component;
            var next = _entry;
            _entry = context => middleware.InvokeAsync(context, next);
        }
    }

    /// <summary>Whether nothing has changed since it was made: the registry swaps its whole table on each change.</summary>
    public bool IsOf(ComponentRegistry registry) => ReferenceEquals(_source, registry.All);

    /// <summary>Begins a use of every step.</summary>
    /// <returns>False when one is retired; then no use is held.</returns>
    public bool TryUse(out ComponentUse[] uses)
    {
        uses = _steps.Length == 0 ? [] : new ComponentUse[_steps.Length];
        for (var index = 0; index < _steps.Length; index++)
        {
            if (_steps[index].TryUse(out uses[index]))
                continue;
            End(uses.AsSpan(0, index));
            return false;
        }

        return true;
    }

    /// <summary>Sends a request through the steps, and ends their uses.</summary>
    public Task InvokeAsync(HttpContext context, IHttpPipelineEnd end, ComponentUse[] uses)
    {
        if (uses.Length == 0)
            return end.InvokeAsync(context);
        context.Features.Set(end);
        return InvokeAsync(context, uses);
    }

    private async Task InvokeAsync(HttpContext context, ComponentUse[] uses)
    {
        try
        {
            await _entry(context).ConfigureAwait(false);
        }
        finally
        {
            End(uses);
        }
    }

    private static Task EndAsync(HttpContext context) => context.Features.GetRequiredFeature<IHttpPipelineEnd>().InvokeAsync(context);

    private static void End(ReadOnlySpan<ComponentUse> uses)
    {
        foreach (var use in uses)
            use.Dispose();
    }
}
