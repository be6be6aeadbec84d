namespace Layotto.Components.Specification;

/// <summary>Where an operator wrote something.</summary>
/// <param name="File">The file's path as it was found.</param>
/// <param name="Document">Which document of the file, from 1.</param>
/// <param name="Line">The line within the file, from 1; 0 where it is unknown.</param>
public sealed record SourceLocation(string File, int Document = 1, int Line = 0)
{
    /// <inheritdoc/>
    public override string ToString() => Line > 0 ? $"{File}:{Line}" : File;
}
