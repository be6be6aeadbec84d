using System.Diagnostics;

namespace Layotto.Conformance;

/// <summary>Something that a component must do.</summary>
/// <param name="Name">What it must do, as a sentence without its end.</param>
/// <param name="Body">Does it, and throws when the component doesn't do as it must.</param>
public sealed record ConformanceCase<TSubject>(string Name, Func<TSubject, CancellationToken, Task> Body)
    where TSubject : IConformanceSubject
{
    /// <summary>The longest that a case may take.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>The abilities that the case is about; it applies to components that have all of them.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];

    /// <summary>The abilities whose absence the case is about; it applies to components that have none of them.</summary>
    public IReadOnlyList<string> Lacks { get; init; } = [];

    /// <summary>Runs the case. It throws only when it is cancelled.</summary>
    public async Task<ConformanceResult> RunAsync(TSubject subject, CancellationToken cancellationToken)
    {
        foreach (var ability in Needs)
        {
            if (!subject.Abilities.Contains(ability))
                return new ConformanceResult(Name, ConformanceOutcome.NotApplicable, $"needs the ability {ability}", TimeSpan.Zero);
        }

        foreach (var ability in Lacks)
        {
            if (subject.Abilities.Contains(ability))
                return new ConformanceResult(Name, ConformanceOutcome.NotApplicable, $"is for components without the ability {ability}", TimeSpan.Zero);
        }

        var start = Stopwatch.GetTimestamp();
        try
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            deadline.CancelAfter(Deadline);
            await Body(subject, deadline.Token).WaitAsync(Deadline, cancellationToken);
            return new ConformanceResult(Name, ConformanceOutcome.Passed, "", Stopwatch.GetElapsedTime(start));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            var reason = exception is ConformanceException ? exception.Message : $"{exception.GetType().Name}: {exception.Message}";
            return new ConformanceResult(Name, ConformanceOutcome.Failed, reason, Stopwatch.GetElapsedTime(start));
        }
    }

    /// <summary>The case's name.</summary>
    public override string ToString() => Name;
}
