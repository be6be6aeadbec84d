namespace Layotto.Components.Metadata;

/// <summary>
/// Which environment variables a component's <c>envRef</c> may name. Those that hold the sidecar's own secrets it may not,
/// so that a component file can't be used to read them.
/// </summary>
public static class EnvironmentReferences
{
    /// <summary>The environment variable with the names that may be referred to, separated by spaces; when unset or empty, all may.</summary>
    public const string AllowListVariable = "DAPR_ENV_KEYS";

    /// <summary>Says why a variable may not be referred to.</summary>
    /// <param name="name">The variable's name; it is judged whatever its case.</param>
    /// <param name="allowList">The value of <see cref="AllowListVariable"/>.</param>
    /// <returns>The reason, as the end of a sentence that begins with the name; or null when it may be.</returns>
    public static string? Refusal(string name, string? allowList)
    {
        var upper = name.ToUpperInvariant();
        if (upper.Length == 0 || upper.Contains(' ', StringComparison.Ordinal))
            return "is no name of an environment variable";
        if (upper == "APP_API_TOKEN" || upper.StartsWith("DAPR_", StringComparison.Ordinal))
            return "is one of the sidecar's own, which components may not refer to";
        if (string.IsNullOrEmpty(allowList) || allowList.Split(' ').Contains(upper, StringComparer.Ordinal))
            return null;
        return $"is not among those that {AllowListVariable} allows";
    }
}
