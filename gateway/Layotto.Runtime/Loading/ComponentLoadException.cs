namespace Layotto.Runtime.Loading;

/// <summary>Components couldn't be started, and don't have <c>ignoreErrors</c>. The message holds all of them, a line each.</summary>
public sealed class ComponentLoadException : Exception
{
    /// <summary>Creates the exception from its failures; at least one.</summary>
    public ComponentLoadException(IReadOnlyList<ComponentLoadFailure> failures)
        : base(string.Join('\n', failures))
        => Failures = failures;

    /// <summary>The components, in the order in which they were tried.</summary>
    public IReadOnlyList<ComponentLoadFailure> Failures { get; }
}
