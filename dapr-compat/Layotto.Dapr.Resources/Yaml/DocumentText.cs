namespace Layotto.Dapr.Resources.Yaml;

/// <summary>The text of one document, or of a few where <c>...</c> ends one without <c>---</c> beginning the next.</summary>
/// <param name="Text">The text, with the separator line before it.</param>
/// <param name="LinesBefore">How many lines of the file come before it.</param>
internal sealed record DocumentText(string Text, int LinesBefore);
