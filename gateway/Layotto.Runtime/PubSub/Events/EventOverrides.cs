namespace Layotto.Runtime.PubSub.Events;

/// <summary>What a publisher says about the envelope itself: metadata such as <c>cloudevent.type</c>, whatever the case of its keys.</summary>
internal readonly record struct EventOverrides(
    string? Id, string? Source, string? Type, string? Subject, string? TraceId, string? TraceParent, string? TraceState)
{
    /// <summary>What such keys begin with.</summary>
    public const string Prefix = "cloudevent.";

    public static EventOverrides Read(IReadOnlyDictionary<string, string> metadata)
    {
        var overrides = default(EventOverrides);
        foreach (var (key, value) in metadata)
        {
            if (!key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || value.Length == 0)
                continue;
            overrides = key[Prefix.Length..].ToLowerInvariant() switch
            {
                EventFields.Id => overrides with { Id = value },
                EventFields.Source => overrides with { Source = value },
                EventFields.Type => overrides with { Type = value },
                EventFields.Subject => overrides with { Subject = value },
                EventFields.TraceId => overrides with { TraceId = value },
                EventFields.TraceParent => overrides with { TraceParent = value },
                EventFields.TraceState => overrides with { TraceState = value },
                _ => overrides,
            };
        }

        return overrides;
    }
}
