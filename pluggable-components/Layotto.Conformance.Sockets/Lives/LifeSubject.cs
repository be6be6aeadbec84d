using Layotto.Components;
using Layotto.Conformance.Sockets.Processes;
using Layotto.Conformance.Sockets.Wire;

namespace Layotto.Conformance.Sockets.Lives;

/// <summary>A process whose components come and go, and which itself may be killed.</summary>
/// <param name="target">The process, and a component of it.</param>
/// <param name="abilities">What its kind was found to do, beside what holds for all.</param>
internal sealed class LifeSubject(ConformanceTarget target, params (string Ability, bool IsFound)[] abilities) : IConformanceSubject
{
    private int _components;

    /// <inheritdoc/>
    public IReadOnlySet<string> Abilities { get; } = target.Abilities(
        [
            (WireAbilities.Durable, target.Options.IsDurable),
            (WireAbilities.Isolation, target.Options.SecondMetadata is not null),
            .. abilities,
        ]);

    public ConformanceTarget Target { get; } = target;

    /// <summary>Why cases that kill the process can't be run, or null.</summary>
    public static string? NotStarted(LifeSubject subject) => StartedProcess.Obstacle(subject.Target.Process);

    /// <summary>A name that no component has had.</summary>
    public string NewName() => $"{ConformanceTarget.ComponentName}-life-{Interlocked.Increment(ref _components)}";

    /// <summary>Makes a component with the settings of the first.</summary>
    public async Task<T> StartAsync<T>(string name, CancellationToken cancellationToken)
        where T : IComponent
        => (T)await Target.StartAsync(name, Target.Options.Metadata, cancellationToken);

    /// <summary>Makes a component with the settings of the second, where it has its own.</summary>
    public async Task<T> StartSecondAsync<T>(CancellationToken cancellationToken)
        where T : IComponent
        => (T)await Target.StartAsync(NewName(), Target.Options.SecondMetadata ?? Target.Options.Metadata, cancellationToken);

    /// <summary>Kills the process and starts it once more.</summary>
    public Task KillAndStartAsync(CancellationToken cancellationToken) => Target.Process!.KillAndStartAsync(cancellationToken);

    /// <summary>Does something until it doesn't fail for want of a process any more.</summary>
    public static async Task<T> InsistAsync<T>(Func<Task<T>> action, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            try
            {
                return await action();
            }
            catch (ComponentException exception) when (exception is ComponentUnavailableException)
            {
                await timer.WaitForNextTickAsync(cancellationToken);
            }
        }
    }
}
