namespace Layotto.Components.Specification;

/// <summary>A reference to one value within a secret.</summary>
/// <param name="Name">The secret's name.</param>
/// <param name="Key">The key within the secret; the same as the name where none was written.</param>
public sealed record SecretKeyReference(string Name, string Key);
