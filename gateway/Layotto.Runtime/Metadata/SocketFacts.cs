namespace Layotto.Runtime.Metadata;

/// <summary>What was decided about a socket at which a process may serve components.</summary>
/// <param name="Path">The file's path.</param>
/// <param name="Name">What its components are called within their kind.</param>
/// <param name="State"><c>serving</c>, <c>refused</c>, <c>silent</c> or <c>gone</c>.</param>
public sealed record SocketFacts(string Path, string Name, string State)
{
    /// <summary>The user id of the file's owner; null where it isn't known.</summary>
    public uint? Owner { get; init; }

    /// <summary>The id of the process that answers; null where it isn't known.</summary>
    public int? ProcessId { get; init; }

    /// <summary>The user id of that process; null where it isn't known.</summary>
    public uint? ProcessUser { get; init; }

    /// <summary>The version of gRPC's server reflection that answered; null when none did.</summary>
    public string? Reflection { get; init; }

    /// <summary>The services that the process has.</summary>
    public IReadOnlyList<string> Services { get; init; } = [];

    /// <summary>The component types that come of them.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>Why it isn't used, or not all of it; null when there is nothing to tell.</summary>
    public string? LastError { get; init; }

    /// <summary>Whether components still have connections to a process that listened there before; it must not be stopped yet.</summary>
    public bool IsDraining { get; init; }

    /// <summary>When that was decided.</summary>
    public DateTimeOffset DecidedAt { get; init; }
}
