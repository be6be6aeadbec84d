namespace Layotto.Gateway.Rendering;

/// <summary>A page of help.</summary>
/// <param name="Summary">What it is about, in a sentence or two.</param>
/// <param name="Usage">How to write it, a form a line.</param>
/// <param name="Sections">What there is to say, under headings.</param>
internal sealed record HelpPage(string Summary, IReadOnlyList<string> Usage, IReadOnlyList<HelpSection> Sections);
