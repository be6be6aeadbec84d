namespace Layotto.Runtime.Resiliency.Settings;

/// <summary>A resource that policies came from.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Namespace">Its namespace; empty for none.</param>
public sealed record PolicyResource(string Name, string Namespace);
