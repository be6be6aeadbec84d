using Layotto.Components;
using Layotto.Components.Metadata;
using Microsoft.Extensions.Logging;

namespace Layotto.Testing;

/// <summary>Makes what a component is initialised with.</summary>
public static class TestContexts
{
    /// <summary>A context with the given settings.</summary>
    public static ComponentContext Create(
        IEnumerable<KeyValuePair<string, string>> metadata, TimeProvider? timeProvider = null, ILogger? logger = null)
        => new()
        {
            Name = "test",
            Type = "test",
            Metadata = new ComponentMetadata(metadata),
            Logger = logger ?? new RecordingLogger(),
            TimeProvider = timeProvider ?? TimeProvider.System,
        };

    /// <summary>A context without settings.</summary>
    public static ComponentContext Create(TimeProvider? timeProvider = null) => Create([], timeProvider);
}
