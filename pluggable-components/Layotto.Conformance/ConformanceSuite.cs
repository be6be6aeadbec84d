namespace Layotto.Conformance;

/// <summary>All that components of a kind must do.</summary>
/// <param name="Kind">The kind of component, such as <c>state</c>.</param>
/// <param name="Cases">The cases, in the order in which a report shows them. They don't depend on one another.</param>
public sealed record ConformanceSuite<TSubject>(string Kind, IReadOnlyList<ConformanceCase<TSubject>> Cases)
    where TSubject : IConformanceSubject
{
    /// <summary>Runs all cases, one after the other.</summary>
    /// <returns>The result of each, as it comes.</returns>
    public async IAsyncEnumerable<ConformanceResult> RunAsync(
        TSubject subject, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var one in Cases)
            yield return await one.RunAsync(subject, cancellationToken);
    }

    /// <summary>The case of a name.</summary>
    public ConformanceCase<TSubject> this[string name] => Cases.First(one => one.Name == name);
}
