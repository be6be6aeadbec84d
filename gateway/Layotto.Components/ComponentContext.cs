using Layotto.Components.Metadata;
using Microsoft.Extensions.Logging;

namespace Layotto.Components;

/// <summary>What a component instance is told when it is initialised.</summary>
public sealed class ComponentContext
{
    /// <summary>The instance's name: <c>metadata.name</c> of its YAML.</summary>
    public required string Name { get; init; }

    /// <summary>The type it was asked for, such as <c>state.sqlite</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The version in force, such as <c>v1</c>.</summary>
    public string Version { get; init; } = "v1";

    /// <summary>The settings, with references to secrets and the environment already resolved.</summary>
    public required ComponentMetadata Metadata { get; init; }

    /// <summary>The id of the app beside the gateway; empty when the gateway has none.</summary>
    public string AppId { get; init; } = "";

    /// <summary>The app's namespace; empty when it has none.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>Where the component logs. Secrets and values never go there.</summary>
    public required ILogger Logger { get; init; }

    /// <summary>
    /// Tells how the component is once it is initialised: <see cref="ComponentHealth.Failed"/> with a sentence when what is behind it
    /// is gone, so that calls fail at once, and <see cref="ComponentHealth.Ready"/> when it is back.
    /// </summary>
    public Action<ComponentHealth, string?> Report { get; init; } = static (_, _) => { };

    /// <summary>The clock that all of the component's times and timers go by.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
