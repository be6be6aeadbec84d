namespace Layotto.Runtime.HttpPipelines;

/// <summary>A step of a pipeline as an operator wrote it.</summary>
/// <param name="Name">The name of a middleware component.</param>
/// <param name="Type">Its type, such as <c>middleware.http.bearer</c>.</param>
/// <param name="Version">Its version; an empty one, <c>v0</c> and <c>v1</c> are the same.</param>
public sealed record HttpPipelineHandler(string Name, string Type, string Version)
{
    /// <inheritdoc/>
    public override string ToString() => Version.Length == 0 ? $"{Name} ({Type})" : $"{Name} ({Type}/{Version})";
}
