namespace Layotto.Dapr.Http.Routing;

/// <summary>
/// The group that an API belongs to, by which a Configuration allows or denies it (<c>spec.api</c>): a name such as <c>state</c>
/// and a version such as <c>v1</c>.
/// </summary>
/// <param name="Name">The group's name.</param>
/// <param name="Version"><c>v1</c>, <c>v1alpha1</c>, <c>v1alpha2</c> or <c>v1beta1</c>.</param>
public sealed record ApiGroup(string Name, string Version);
