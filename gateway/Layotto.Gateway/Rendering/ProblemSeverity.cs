namespace Layotto.Gateway.Rendering;

/// <summary>How bad a problem is.</summary>
public enum ProblemSeverity
{
    /// <summary>It works all the same.</summary>
    Warning,

    /// <summary>The gateway won't start, or a resource won't load.</summary>
    Error,
}
