namespace Layotto.Gateway.Rendering;

/// <summary>A part of a page of help: a heading, rows, and what is to be said about all of them.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Rows">Words to type, and what they mean; a row without words is a sentence.</param>
internal sealed record HelpSection(string Title, IReadOnlyList<(string Words, string Meaning)> Rows);
