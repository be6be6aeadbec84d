namespace Layotto.Dapr.Resources.Configurations;

/// <summary>How long the state of an ended workflow is kept, by how it ended; null for ever.</summary>
public sealed record WorkflowRetention
{
    /// <summary>However it ended, unless one of the others says something else.</summary>
    public TimeSpan? AnyTerminal { get; init; }

    /// <summary>When it completed.</summary>
    public TimeSpan? Completed { get; init; }

    /// <summary>When it failed.</summary>
    public TimeSpan? Failed { get; init; }

    /// <summary>When it was terminated.</summary>
    public TimeSpan? Terminated { get; init; }
}
