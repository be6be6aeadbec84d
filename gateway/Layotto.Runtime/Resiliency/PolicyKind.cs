namespace Layotto.Runtime.Resiliency;

/// <summary>The kinds of policies.</summary>
public enum PolicyKind
{
    /// <summary>How long an attempt may take.</summary>
    Timeout,

    /// <summary>How often a call is attempted.</summary>
    Retry,

    /// <summary>When a call isn't made at all.</summary>
    CircuitBreaker,
}
