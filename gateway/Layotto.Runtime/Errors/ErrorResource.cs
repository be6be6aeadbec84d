namespace Layotto.Runtime.Errors;

/// <summary>The resource that an error is about.</summary>
/// <param name="Type">Its kind in Dapr's words, such as <c>state</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">What is the matter with it; empty where the error says all of it.</param>
public sealed record ErrorResource(string Type, string Name, string Description = "");
