namespace Layotto.Conformance;

/// <summary>What came of a case.</summary>
public enum ConformanceOutcome
{
    /// <summary>The component does as it must.</summary>
    Passed,

    /// <summary>It doesn't.</summary>
    Failed,

    /// <summary>The case is about something that the component isn't declared to do, or to lack.</summary>
    NotApplicable,
}
