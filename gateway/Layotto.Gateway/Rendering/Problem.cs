namespace Layotto.Gateway.Rendering;

/// <summary>Something wrong with what an operator wrote in a file: what <c>layotto check</c> reports.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="File">The file, as the operator named it.</param>
/// <param name="Message">A sentence that says what is wrong.</param>
public sealed record Problem(ProblemSeverity Severity, string File, string Message)
{
    /// <summary>Which YAML document of the file, counted from 1; null where that isn't known, or the whole file is meant.</summary>
    public int? Document { get; init; }

    /// <summary>The line of the file, counted from 1; null where it isn't known.</summary>
    public int? Line { get; init; }

    /// <summary>The field, such as <c>spec.metadata.redisHost</c>; null where none is meant.</summary>
    public string? Field { get; init; }

    /// <summary>What would be right, as a sentence; null where the message says it already.</summary>
    public string? Suggestion { get; init; }
}
