using Layotto.Runtime.Expressions.Nodes;

namespace Layotto.Runtime.Expressions;

/// <summary>
/// An expression of the Common Expression Language (https://github.com/google/cel-spec), with the language's standard library: what the
/// rules of a subscription and the trips of a circuit breaker are written in. One can be evaluated many times, and at once.
/// </summary>
/// <remarks>Variables have any type. A field that is missing is an error of the evaluation, and <c>has()</c> asks for it.</remarks>
public sealed class CelExpression : IEquatable<CelExpression>
{
    /// <summary>The longest expression, in UTF-16 units.</summary>
    public const int MaxLength = 32_768;

    private readonly CelNode _root;
    private readonly int _locals;

    private CelExpression(string text, CelNode root, int locals)
    {
        Text = text;
        _root = root;
        _locals = locals;
    }

    /// <summary>The expression as written.</summary>
    public string Text { get; }

    /// <summary>Whether its value may be true or false; one of another type can never decide anything.</summary>
    public bool CanBeBoolean => _root.Kind is CelKind.Bool or CelKind.Dynamic;

    /// <summary>The type of its value as far as it is known beforehand, as CEL calls it.</summary>
    public string ResultType => CelNames.Of(_root.Kind);

    /// <summary>Reads an expression.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="variables">The variables it may use.</param>
    /// <exception cref="CelException">It is no expression, or can have no value; the message says where, and what would be right.</exception>
    public static CelExpression Parse(string text, IReadOnlyCollection<string> variables)
    {
        if (text.Length > MaxLength)
            throw new CelException(MaxLength, $"the expression has {text.Length} characters, and at most {MaxLength} are read");
        var parser = new CelParser(text, variables);
        var root = parser.Parse();
        return new CelExpression(text, root, parser.MostLocals);
    }

    /// <summary>Evaluates it as a condition.</summary>
    /// <returns>Its value.</returns>
    /// <exception cref="CelException">It has no value, such as for want of a field, or one that is neither true nor false.</exception>
    public bool EvaluateBoolean(ICelActivation variables)
        => TryEvaluateBoolean(variables, out var result, out var error) ? result : throw new CelException(0, error!);

    /// <summary>Evaluates it as a condition, without an exception when it has no value.</summary>
    /// <param name="variables">The values of its variables.</param>
    /// <param name="result">Its value; false when there is none.</param>
    /// <param name="error">Why there is none, or null.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryEvaluateBoolean(ICelActivation variables, out bool result, out string? error)
    {
        var value = Evaluate(variables);
        result = value.IsTrue;
        error = value.Kind switch
        {
            CelKind.Bool => null,
            CelKind.Error => value.ErrorMessage,
            _ => $"the expression gives a {CelNames.Of(value.Kind)} and not true or false",
        };
        return error is null;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <summary>Whether the other is written the same.</summary>
    public bool Equals(CelExpression? other) => other is not null && other.Text == Text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CelExpression);

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <summary>Evaluates it.</summary>
    /// <returns>Its value, or an error that is one.</returns>
    internal CelValue Evaluate(ICelActivation variables)
    {
        try
        {
            return _root.Evaluate(new CelFrame(variables, _locals));
        }
        catch (CelException exception)
        {
            return CelValue.Error(exception.Message);
        }
        catch (InvalidOperationException)
        {
            // What JsonElement throws for an escaped half of a surrogate pair.
            return CelValue.Error("the JSON has text that is no Unicode");
        }
    }
}
