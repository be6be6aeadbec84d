namespace Layotto.Conformance.Sockets;

/// <summary>A case together with what it is run against.</summary>
/// <param name="Suite">The suite that it is of.</param>
/// <param name="Name">The case's name.</param>
/// <param name="RunAsync">Runs it, for no longer than the time given.</param>
internal sealed record BoundCase(string Suite, string Name, Func<TimeSpan, CancellationToken, Task<ConformanceResult>> RunAsync)
{
    /// <summary>The cases of a suite.</summary>
    public static IEnumerable<BoundCase> Of<TSubject>(ConformanceSuite<TSubject> suite, TSubject subject)
        where TSubject : IConformanceSubject
        => suite.Cases.Select(one => new BoundCase(suite.Kind, one.Name, (most, token) => one.RunAsync(subject, most, token)));
}
