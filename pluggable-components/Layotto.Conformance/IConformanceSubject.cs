namespace Layotto.Conformance;

/// <summary>What cases are run against: an initialised component, and what is declared of it.</summary>
public interface IConformanceSubject
{
    /// <summary>What the component is declared to be able to do. A case that needs more doesn't apply.</summary>
    IReadOnlySet<string> Abilities { get; }
}
