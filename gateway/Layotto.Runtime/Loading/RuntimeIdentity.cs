namespace Layotto.Runtime.Loading;

/// <summary>Who this gateway runs for, as far as component settings can refer to it.</summary>
/// <param name="AppId">The app's id; empty when the gateway has no app.</param>
public sealed record RuntimeIdentity(string AppId)
{
    /// <summary>The app's namespace (the environment variable NAMESPACE); empty for none.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>The pod's name (the environment variable POD_NAME); empty for none.</summary>
    public string PodName { get; init; } = "";

    /// <summary>Looks an environment variable up; null where it isn't set.</summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;
}
