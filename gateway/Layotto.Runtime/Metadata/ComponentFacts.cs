using Layotto.Components;

namespace Layotto.Runtime.Metadata;

/// <summary>A component, as the metadata API shows it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type, as written.</param>
/// <param name="Version">Its version, as written.</param>
/// <param name="Capabilities">What it can do.</param>
public sealed record ComponentFacts(string Name, string Type, string Version, IReadOnlyList<string> Capabilities)
{
    /// <summary>How it is; null while its type isn't there.</summary>
    public ComponentHealth? Health { get; init; }

    /// <summary>How it is, in a word: <c>ready</c>, <c>starting</c>, <c>failed</c>, <c>stopped</c>, or <c>waiting</c> for its type.</summary>
    public string HealthText => Health switch
    {
        null => "waiting",
        ComponentHealth.Ready => "ready",
        ComponentHealth.Starting => "starting",
        ComponentHealth.Failed => "failed",
        _ => "stopped",
    };

    /// <summary>Why it isn't ready; null when it is.</summary>
    public string? LastError { get; init; }

    /// <summary>How often it has been ready again after it had failed.</summary>
    public int Recoveries { get; init; }

    /// <summary>The socket of its process; null when it is built in, or its type isn't there.</summary>
    public string? Socket { get; init; }
}
