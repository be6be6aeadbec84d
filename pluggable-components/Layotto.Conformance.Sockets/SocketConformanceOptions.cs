using Layotto.Components;
using Layotto.Components.Configuration;

namespace Layotto.Conformance.Sockets;

/// <summary>What is tested, and what is known of it beforehand.</summary>
public sealed record SocketConformanceOptions
{
    private static readonly IReadOnlyDictionary<string, string> Nothing = System.Collections.Frozen.FrozenDictionary<string, string>.Empty;

    /// <summary>The kind of component, one of <see cref="SocketConformance.Kinds"/>.</summary>
    public required ComponentKind Kind { get; init; }

    /// <summary>The path of the socket.</summary>
    public required string Socket { get; init; }

    /// <summary>The settings that the component is initialised with.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = Nothing;

    /// <summary>The settings of a second component, which is to share nothing with the first; null where there is none such.</summary>
    public IReadOnlyDictionary<string, string>? SecondMetadata { get; init; }

    /// <summary>What the component holds beforehand, such as secrets; a slash in a key stands before the key of one of a secret's several values.</summary>
    public IReadOnlyDictionary<string, string> Expected { get; init; } = Nothing;

    /// <summary>For an HTTP middleware: the headers that a request needs to be passed on, such as a token.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = Nothing;

    /// <summary>What the component can do besides what can be told by asking it.</summary>
    public IReadOnlySet<string> Abilities { get; init; } = new HashSet<string>();

    /// <summary>What it can't do, though it is taken for granted or claimed.</summary>
    public IReadOnlySet<string> Without { get; init; } = new HashSet<string>();

    /// <summary>A part of the names of the cases that are run; empty for all.</summary>
    public string Case { get; init; } = "";

    /// <summary>The longest that a case may take. Default 30 s.</summary>
    public TimeSpan CaseTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A command of the shell that starts the process; null where it runs already.</summary>
    public string? Command { get; init; }

    /// <summary>Whether what the component has acknowledged outlives its process.</summary>
    public bool IsDurable { get; init; }

    /// <summary>The metadata key by which a binding is told the name of what it creates, gets and deletes.</summary>
    public string NameKey { get; init; } = "key";

    /// <summary>The operation of an output binding that makes an event come to its input binding; null where events come by themselves, if at all.</summary>
    public string? Trigger { get; init; }

    /// <summary>Makes these the items that a configuration store has; null where nobody can.</summary>
    public Func<IReadOnlyDictionary<string, ConfigurationItem>, CancellationToken, Task>? WriteConfigurationAsync { get; init; }

    /// <summary>An etag that could be one of the store's, but is none.</summary>
    public string BadETag { get; init; } = "bad-etag";

    /// <summary>The component's clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Lets time pass for the component; by default it really passes.</summary>
    public Func<TimeSpan, CancellationToken, Task> AdvanceAsync { get; init; } = Task.Delay;
}
