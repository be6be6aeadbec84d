namespace Layotto.Dapr.Apps;

/// <summary>What an app says of itself when it is asked by <c>GET /dapr/config</c>.</summary>
public sealed record AppConfiguration
{
    /// <summary>An app that says nothing.</summary>
    public static AppConfiguration Empty { get; } = new();

    /// <summary>What holds for all actor types, and which there are.</summary>
    public AppEntitySettings Actors { get; init; } = new();

    /// <summary>What holds for some actor types only.</summary>
    public IReadOnlyList<AppEntitySettings> EntitySettings { get; init; } = [];
}
