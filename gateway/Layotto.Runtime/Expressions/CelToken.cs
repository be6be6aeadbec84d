namespace Layotto.Runtime.Expressions;

/// <summary>A token of an expression.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Position">Where it starts.</param>
/// <param name="Text">As written; empty for the end.</param>
/// <param name="Value">The value of a literal.</param>
internal readonly record struct CelToken(CelTokenKind Kind, int Position, string Text, CelValue Value = default)
{
    public bool Is(string symbol) => Kind == CelTokenKind.Symbol && Text == symbol;

    /// <summary>How a message names it.</summary>
    public string Title => Kind == CelTokenKind.End ? "the end" : $"\"{(Text.Length > 40 ? string.Concat(Text.AsSpan(0, 40), "…") : Text)}\"";
}
