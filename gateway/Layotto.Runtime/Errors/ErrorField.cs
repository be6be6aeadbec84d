namespace Layotto.Runtime.Errors;

/// <summary>A field of a request that is wrong.</summary>
/// <param name="Name">The field.</param>
/// <param name="Description">What is wrong with it.</param>
public sealed record ErrorField(string Name, string Description);
