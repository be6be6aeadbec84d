using Microsoft.AspNetCore.Http.Features;

namespace Layotto.Runtime.HttpPipelines;

/// <summary>Status and headers of an answer that comes back through a pipeline.</summary>
internal sealed class HttpCallResponse : HttpResponseFeature
{
    private readonly Stack<(Func<object, Task> Callback, object State)> _starting = [];
    private readonly Stack<(Func<object, Task> Callback, object State)> _completed = [];
    private bool _hasStarted;

    public override bool HasStarted => _hasStarted;

    public override void OnStarting(Func<object, Task> callback, object state)
    {
        if (_hasStarted)
            throw new InvalidOperationException("The answer has begun, and its headers can't be changed any more.");
        _starting.Push((callback, state));
    }

    public override void OnCompleted(Func<object, Task> callback, object state) => _completed.Push((callback, state));

    /// <summary>Fixes status and headers.</summary>
    public async Task StartAsync()
    {
        while (_starting.TryPop(out var starting))
            await starting.Callback(starting.State).ConfigureAwait(false);
        _hasStarted = true;
    }

    /// <summary>Tells those who wait for the end.</summary>
    public async Task CompletedAsync()
    {
        while (_completed.TryPop(out var completed))
            await completed.Callback(completed.State).ConfigureAwait(false);
    }
}
