using Layotto.Components.Bindings;
using Layotto.Components.Metadata;

namespace Layotto.Components.Embedded.Bindings.Cron;

/// <summary><c>bindings.cron</c>: an event at every time of a schedule, without data. As in Dapr, a tick that fails isn't repeated.</summary>
public sealed class CronBinding : IInputBinding
{
    private static readonly MetadataField<string> ScheduleField = MetadataField.Text(
        "schedule", "When to fire: 5 cron fields, or 6 with the seconds first, or @every 5s, @hourly, @daily and their likes.") with
    {
        IsRequired = true,
        Example = "@every 15m",
    };

    private ComponentContext? _context;
    private CronSchedule? _schedule;
    private CronReading? _reading;

    /// <inheritdoc/>
    public IReadOnlyList<string> Features => [];

    internal static MetadataSchema Schema { get; } = new(ScheduleField);

    /// <inheritdoc/>
    public ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        var text = ScheduleField.Read(context.Metadata);
        try
        {
            _schedule = CronSchedule.Parse(text);
        }
        catch (FormatException exception)
        {
            throw new MetadataException(
                ScheduleField.Name, $"The metadata key \"{ScheduleField.Name}\" is \"{text}\", which {exception.Message}.");
        }

        _context = context;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<IAsyncDisposable> ReadAsync(BindingHandler handler, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_schedule is null || _context is null)
            throw new InvalidOperationException("The component has to be initialised before it is used.");
        _reading = new CronReading(_schedule, handler, _context);
        _reading.Start();
        return new ValueTask<IAsyncDisposable>(_reading);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _reading?.DisposeAsync() ?? ValueTask.CompletedTask;
}
