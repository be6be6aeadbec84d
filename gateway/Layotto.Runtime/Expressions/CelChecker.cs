using Layotto.Components.Metadata;
using Layotto.Runtime.Expressions.Nodes;

namespace Layotto.Runtime.Expressions;

/// <summary>
/// Puts the parts of an expression together, and refuses what can have no value whatever the variables are: a type that an operator
/// isn't defined for, an unknown name, too much depth.
/// </summary>
internal sealed class CelChecker(string text)
{
    /// <summary>How deep parts may lie within each other: evaluation goes as deep, and a stack has an end.</summary>
    public const int MaxDepth = 200;

    private static readonly CelKind[] Ordered = [CelKind.Bool, CelKind.String, CelKind.Bytes, CelKind.Timestamp, CelKind.Duration];

    /// <summary>An error at a place.</summary>
    public CelException Error(int position, string detail) => CelException.At(text, position, detail);

    public CelNode Not(int position, CelNode operand) => Bounded(position, new CelUnary(isNot: true, Require(position, operand, "!", CelKind.Bool)));

    public CelNode Negate(int position, CelNode operand)
    {
        if (operand is not CelConstant { Value: var value })
            return Bounded(position, new CelUnary(isNot: false, Require(position, operand, "-", CelKind.Int, CelKind.Double)));
        return value.Kind switch
        {
            CelKind.Int when value.Integer != long.MinValue => new CelConstant(CelValue.FromInteger(-value.Integer)),
            CelKind.Int => throw Error(position, "the number is out of range"),
            CelKind.Double => new CelConstant(CelValue.FromDouble(-value.Number)),
            _ => throw Error(position, $"- isn't defined for {CelNames.Of(value.Kind)}"),
        };
    }

    public CelNode Logic(int position, bool isAnd, List<CelNode> conditions)
    {
        foreach (var condition in conditions)
            Require(position, condition, isAnd ? "&&" : "||", CelKind.Bool);
        return Bounded(position, new CelLogic(isAnd, [.. conditions]));
    }

    public CelNode Conditional(int position, CelNode condition, CelNode one, CelNode other)
        => Bounded(position, new CelConditional(Require(position, condition, "?:", CelKind.Bool), one, other));

    public CelNode Binary(int position, string symbol, CelNode left, CelNode right)
    {
        var kind = symbol switch
        {
            "in" when right.Kind is CelKind.List or CelKind.Map or CelKind.Dynamic => CelKind.Bool,
            "==" or "!=" when AreComparable(left.Kind, right.Kind) => CelKind.Bool,
            "<" or "<=" or ">" or ">=" when AreOrdered(left.Kind, right.Kind) => CelKind.Bool,
            "+" or "-" or "*" or "/" or "%" => Arithmetic(symbol, left.Kind, right.Kind),
            _ => null as CelKind?,
        };
        return kind is { } known
            ? Bounded(position, new CelBinary(symbol, known, left, right))
            : throw Error(position, $"{symbol} isn't defined for {CelNames.Of(left.Kind)} and {CelNames.Of(right.Kind)}");
    }

    public CelNode Select(int position, CelNode operand, string field)
        => Bounded(position, new CelSelect(Require(position, operand, $".{field}", CelKind.Map), field));

    public CelNode Has(int position, CelNode field)
        => field is CelSelect select
            ? Bounded(position, new CelHas(select))
            : throw Error(position, "has() takes a field, such as has(event.data.name)");

    public CelNode Index(int position, CelNode operand, CelNode index)
        => Bounded(position, new CelIndex(Require(position, operand, "[]", CelKind.List, CelKind.Map), index));

    public CelNode List(int position, List<CelNode> items) => Bounded(position, new CelListNode([.. items]));

    public CelNode Map(int position, List<CelNode> keys, List<CelNode> values)
    {
        foreach (var key in keys)
        {
            if (key.Kind is not (CelKind.Dynamic or CelKind.Bool or CelKind.Int or CelKind.Uint or CelKind.String))
                throw Error(position, $"a map's key is a bool, int, uint or string, and this is a {CelNames.Of(key.Kind)}");
        }

        return Bounded(position, new CelMapNode([.. keys], [.. values]));
    }

    public CelNode Macro(int position, string name, CelNode range, int slot, CelNode? condition, CelNode? result)
    {
        Require(position, range, $"{name}()", CelKind.List, CelKind.Map);
        if (condition is not null)
            Require(position, condition, $"{name}()", CelKind.Bool);
        return Bounded(position, new CelMacro(name, range, slot, condition, result));
    }

    /// <summary>A call of a function.</summary>
    /// <param name="position">Where its name is.</param>
    /// <param name="name">Its name.</param>
    /// <param name="isMember">Whether it is called as a member of its first argument.</param>
    /// <param name="arguments">Its arguments, the owner first.</param>
    public CelNode Call(int position, string name, bool isMember, List<CelNode> arguments)
    {
        var function = CelFunctions.Find(name)
            ?? throw Error(position, $"there is no function {name}(){Near(name, CelFunctions.Names.Concat(CelParser.Macros))}");
        if (function.Form != CelFunctionForm.Both && function.Form == CelFunctionForm.Member != isMember)
            throw Error(position, isMember ? $"{name}() is called with its value in brackets: {name}(value)" : $"{name}() is called on its value: value.{name}(…)");
        var owner = isMember ? 1 : 0;
        if (arguments.Count < function.Least || arguments.Count > function.Most)
            throw Error(position, $"{name}() takes {function.Least - owner}{(function.Most > function.Least ? $" or {function.Most - owner}" : "")} arguments, and has {arguments.Count - owner}");
        if (function.Takes.Length > 0)
            Require(position, arguments[0], $"{name}()", function.Takes);
        for (var index = 1; index < arguments.Count; index++)
            Require(position, arguments[index], $"{name}()", CelKind.String);
        if (name != "matches" || arguments[1] is not CelConstant { Value: var pattern })
            return Bounded(position, new CelCall(function, [.. arguments]));
        return CelPattern.TryRead(pattern.Text, out var regex) is { } problem
            ? throw Error(position, problem)
            : Bounded(position, new CelMatch(arguments[0], regex!));
    }

    public CelException UnknownName(int position, string name, IReadOnlyCollection<string> known)
        => Error(position, $"there is no variable \"{name}\"{Near(name, known)}; {(known.Count == 1 ? "the variable is" : "the variables are")} {string.Join(", ", known)}");

    private static string Near(string name, IEnumerable<string> known)
    {
        var near = known.MinBy(other => EditDistance.Between(name, other));
        return near is not null && EditDistance.Between(name, near) <= Math.Max(1, near.Length / 3) ? $", did you mean \"{near}\"?" : "";
    }

    private CelNode Require(int position, CelNode node, string what, params ReadOnlySpan<CelKind> kinds)
        => node.Kind == CelKind.Dynamic || kinds.Contains(node.Kind)
            ? node
            : throw Error(position, $"{what} isn't defined for {CelNames.Of(node.Kind)}");

    private CelNode Bounded(int position, CelNode node)
        => node.Depth <= MaxDepth ? node : throw Error(position, $"the expression is more than {MaxDepth} parts deep");

    private static bool IsNumber(CelKind kind) => kind is CelKind.Int or CelKind.Uint or CelKind.Double;

    // null is compared with anything, so that a field can be tested for it.
    private static bool AreComparable(CelKind left, CelKind right)
        => left == right || left is CelKind.Dynamic or CelKind.Null || right is CelKind.Dynamic or CelKind.Null || (IsNumber(left) && IsNumber(right));

    private static bool AreOrdered(CelKind left, CelKind right)
        => (IsNumber(left) && IsNumber(right))
            || (left == CelKind.Dynamic ? right == CelKind.Dynamic || IsNumber(right) || Ordered.Contains(right) : Ordered.Contains(left) && right == left)
            || (right == CelKind.Dynamic && (IsNumber(left) || Ordered.Contains(left)));

    private static CelKind? Arithmetic(string symbol, CelKind left, CelKind right)
    {
        if (left == CelKind.Dynamic || right == CelKind.Dynamic)
        {
            var known = left == CelKind.Dynamic ? right : left;
            return known == CelKind.Dynamic || IsDefined(symbol, known) || (symbol is "+" or "-" && known is CelKind.Timestamp) ? CelKind.Dynamic : null;
        }

        return (symbol, left, right) switch
        {
            ("+" or "-", CelKind.Timestamp, CelKind.Duration) or ("+", CelKind.Duration, CelKind.Timestamp) => CelKind.Timestamp,
            ("-", CelKind.Timestamp, CelKind.Timestamp) => CelKind.Duration,
            _ => left == right && IsDefined(symbol, left) ? left : null,
        };
    }

    private static bool IsDefined(string symbol, CelKind kind) => symbol switch
    {
        "+" => IsNumber(kind) || kind is CelKind.String or CelKind.Bytes or CelKind.List or CelKind.Duration,
        "-" => IsNumber(kind) || kind == CelKind.Duration,
        "%" => kind is CelKind.Int or CelKind.Uint,
        _ => IsNumber(kind),
    };
}
