namespace Layotto.Dapr.Resources;

/// <summary>How bad a problem of a resource is.</summary>
public enum ProblemSeverity
{
    /// <summary>The resource works all the same, though perhaps not as meant.</summary>
    Warning,

    /// <summary>The resource can't be used.</summary>
    Error,
}
