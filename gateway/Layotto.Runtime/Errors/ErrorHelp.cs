namespace Layotto.Runtime.Errors;

/// <summary>A link that helps with an error.</summary>
/// <param name="Url">Where it leads.</param>
/// <param name="Description">What is there.</param>
public sealed record ErrorHelp(string Url, string Description);
