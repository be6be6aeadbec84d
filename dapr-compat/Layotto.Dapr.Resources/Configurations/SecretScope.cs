namespace Layotto.Dapr.Resources.Configurations;

/// <summary>Which secrets of one store the app may read (an entry of <c>spec.secrets.scopes</c>).</summary>
public sealed record SecretScope
{
    /// <summary>The secret store's name.</summary>
    public string StoreName { get; init; } = "";

    /// <summary>Whether a secret that no list names is refused.</summary>
    public bool DeniesByDefault { get; init; }

    /// <summary>The secrets that may be read; where there are any, no others may.</summary>
    public IReadOnlyList<string> Allowed { get; init; } = [];

    /// <summary>The secrets that may not be read.</summary>
    public IReadOnlyList<string> Denied { get; init; } = [];
}
