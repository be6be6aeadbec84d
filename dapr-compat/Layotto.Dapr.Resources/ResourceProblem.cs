using Layotto.Components.Specification;

namespace Layotto.Dapr.Resources;

/// <summary>Something wrong in a resource file, at a place a reader can go to.</summary>
/// <param name="Severity">Whether the resource can be used all the same.</param>
/// <param name="Source">The file, the document within it and the line.</param>
/// <param name="Kind">The resource's kind, such as <c>Component</c>; empty where the document couldn't be told to be of any.</param>
/// <param name="Field">The path of the field, such as <c>spec.metadata[2].value</c>; empty for the document as a whole.</param>
/// <param name="Message">A sentence that says what is wrong. It never repeats a secret.</param>
/// <param name="Suggestion">A sentence that says what would be right; empty where the message says it all.</param>
public sealed record ResourceProblem(
    ProblemSeverity Severity, SourceLocation Source, string Kind, string Field, string Message, string Suggestion = "")
{
    /// <inheritdoc/>
    public override string ToString()
    {
        var severity = Severity == ProblemSeverity.Error ? "error" : "warning";
        var field = Field.Length == 0 ? "" : $"{Field}: ";
        var suggestion = Suggestion.Length == 0 ? "" : $" {Suggestion}";
        return $"{Source}: {severity}: {field}{Message}{suggestion}";
    }
}
