namespace Layotto.Dapr;

/// <summary>An entry of a Configuration's <c>spec.api.allowed</c> or <c>spec.api.denied</c>.</summary>
/// <param name="Name">The API's group, such as <c>state</c>.</param>
/// <param name="Version">Its version, such as <c>v1</c>.</param>
/// <param name="Protocol"><c>http</c> or <c>grpc</c>.</param>
public sealed record ApiAccessRule(string Name, string Version, string Protocol);
