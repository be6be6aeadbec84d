using System.Diagnostics;
using System.Globalization;

namespace Layotto.Conformance;

/// <summary>Something that a component must do.</summary>
/// <param name="Name">What it must do, as a sentence without its end.</param>
/// <param name="Body">Does it, and throws when the component doesn't do as it must.</param>
public sealed record ConformanceCase<TSubject>(string Name, Func<TSubject, CancellationToken, Task> Body)
    where TSubject : IConformanceSubject
{
    /// <summary>The longest that a case may take unless told otherwise.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    /// <summary>The abilities that the case is about; it applies to components that have all of them.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];

    /// <summary>The abilities whose absence the case is about; it applies to components that have none of them.</summary>
    public IReadOnlyList<string> Lacks { get; init; } = [];

    /// <summary>Says why the case can't be run against a component, such as that nothing is known of what it holds; null where it can.</summary>
    public Func<TSubject, string?> Obstacle { get; init; } = static _ => null;

    /// <summary>Runs the case. It throws only when it is cancelled.</summary>
    /// <param name="subject">What it is run against.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<ConformanceResult> RunAsync(TSubject subject, CancellationToken cancellationToken) => RunAsync(subject, Deadline, cancellationToken);

    /// <summary>Runs the case. It throws only when it is cancelled.</summary>
    /// <param name="subject">What it is run against.</param>
    /// <param name="most">The longest that it may take; more than zero.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<ConformanceResult> RunAsync(TSubject subject, TimeSpan most, CancellationToken cancellationToken)
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

        if (Obstacle(subject) is { } obstacle)
            return new ConformanceResult(Name, ConformanceOutcome.NotApplicable, obstacle, TimeSpan.Zero);
        var start = Stopwatch.GetTimestamp();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(most);
        try
        {
            // What doesn't heed its token is left behind.
            await Body(subject, deadline.Token).WaitAsync(most + Grace, cancellationToken);
            return new ConformanceResult(Name, ConformanceOutcome.Passed, "", Stopwatch.GetElapsedTime(start));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            var reason = exception switch
            {
                ConformanceException => exception.Message,
                _ when deadline.IsCancellationRequested => string.Create(
                    CultureInfo.InvariantCulture, $"it has not come to its end within {most.TotalSeconds:0.###} s: something that should have been answered, or should have arrived, was not"),
                _ => $"{exception.GetType().Name}: {exception.Message}",
            };
            return new ConformanceResult(Name, ConformanceOutcome.Failed, reason, Stopwatch.GetElapsedTime(start));
        }
    }

    /// <summary>The case's name.</summary>
    public override string ToString() => Name;
}
