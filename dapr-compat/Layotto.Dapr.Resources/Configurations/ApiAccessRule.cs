namespace Layotto.Dapr.Resources.Configurations;

/// <summary>An API of the sidecar.</summary>
public sealed record ApiAccessRule
{
    /// <summary>Its name, such as <c>state</c>.</summary>
    public string Name { get; init; } = "";

    /// <summary>Its version, such as <c>v1.0</c>.</summary>
    public string Version { get; init; } = "";

    /// <summary><c>http</c> or <c>grpc</c>.</summary>
    public string Protocol { get; init; } = "";
}
