using Layotto.Components;
using Layotto.Components.Bindings;
using Microsoft.Extensions.Logging;

namespace Layotto.Runtime.Bindings;

/// <summary>An input binding that is being read.</summary>
internal sealed class BindingReader(ComponentInstance instance, BindingEvents events, ILogger logger)
{
    private IAsyncDisposable? _reading;
    private volatile bool _isStopped;

    /// <summary>The instance that is read.</summary>
    public ComponentInstance Instance => instance;

    /// <summary>Begins to read.</summary>
    /// <returns>Whether it reads now; false when the binding can't be read, after that has been logged.</returns>
    public async ValueTask<bool> TryStartAsync(CancellationToken cancellationToken)
    {
        try
        {
            _reading = await ((IInputBinding)instance.Component).ReadAsync(HandleAsync, cancellationToken).ConfigureAwait(false);
            BindingLog.Reading(logger, instance.Name);
            return true;
        }
        catch (ComponentException exception)
        {
            BindingLog.ReadFailed(logger, instance.Name, exception.Message);
            return false;
        }
    }

    /// <summary>Takes no further event, and waits for those under way as long as there is time.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _isStopped = true;
        if (_reading is not { } reading)
            return;
        try
        {
            await Task.Run(async () => await reading.DisposeAsync().ConfigureAwait(false), CancellationToken.None)
                .WaitAsync(cancellationToken).ConfigureAwait(false);
            BindingLog.Stopped(logger, instance.Name);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            BindingLog.StopTimedOut(logger, instance.Name);
        }
        catch (ComponentException exception)
        {
            BindingLog.ReadFailed(logger, instance.Name, exception.Message);
        }
    }

    private ValueTask<ReadOnlyMemory<byte>> HandleAsync(BindingEvent received, CancellationToken cancellationToken)
        => _isStopped
            ? ValueTask.FromException<ReadOnlyMemory<byte>>(new ComponentException("input binding is closed"))
            : events.HandleAsync(instance, received, cancellationToken);
}
