namespace Layotto.Dapr.Resources.Resiliencies;

/// <summary>How the waits between attempts go on.</summary>
public enum BackoffKind
{
    /// <summary>They stay the same.</summary>
    Constant,

    /// <summary>They grow, with some randomness.</summary>
    Exponential,
}
