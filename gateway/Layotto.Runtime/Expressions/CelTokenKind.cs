namespace Layotto.Runtime.Expressions;

/// <summary>What a token is.</summary>
internal enum CelTokenKind
{
    End,
    Identifier,
    Literal,

    /// <summary>An operator or a bracket; its text says which.</summary>
    Symbol,
}
