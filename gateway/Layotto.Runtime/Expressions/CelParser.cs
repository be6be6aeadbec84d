using Layotto.Runtime.Expressions.Nodes;

namespace Layotto.Runtime.Expressions;

/// <summary>Reads an expression: CEL's grammar, by recursive descent.</summary>
internal sealed partial class CelParser
{
    private readonly IReadOnlyCollection<string> _variables;
    private readonly CelLexer _lexer;
    private readonly CelChecker _checker;
    private readonly List<string> _locals = [];
    private CelToken _token;
    private int _depth;

    public CelParser(string text, IReadOnlyCollection<string> variables)
    {
        _variables = variables;
        _lexer = new CelLexer(text);
        _checker = new CelChecker(text);
        _token = _lexer.Next();
    }

    /// <summary>How many variables of macros are in use at once.</summary>
    public int MostLocals { get; private set; }

    /// <summary>Reads the whole.</summary>
    public CelNode Parse()
    {
        if (_token.Kind == CelTokenKind.End)
            throw _checker.Error(0, "the expression is empty");
        var root = ReadExpression("an expression");
        return _token.Kind == CelTokenKind.End ? root : throw _checker.Error(_token.Position, $"expected an operator or the end, and found {_token.Title}");
    }

    private CelToken Take()
    {
        var taken = _token;
        _token = _lexer.Next();
        return taken;
    }

    private bool TryTake(string symbol, out CelToken taken)
    {
        taken = _token;
        if (!_token.Is(symbol))
            return false;
        _token = _lexer.Next();
        return true;
    }

    private CelToken Expect(string symbol, string why)
        => TryTake(symbol, out var taken) ? taken : throw _checker.Error(_token.Position, $"expected \"{symbol}\" {why}, and found {_token.Title}");

    private CelNode ReadExpression(string expected)
    {
        // Every way back into the grammar leads through here or through ReadUnary.
        if (++_depth > CelChecker.MaxDepth)
            throw _checker.Error(_token.Position, $"the expression is more than {CelChecker.MaxDepth} parts deep");
        var condition = ReadLogic(isAnd: false, expected);
        if (TryTake("?", out var question))
        {
            var one = ReadLogic(isAnd: false, "a value after \"?\"");
            Expect(":", "and the other value after the first one");
            condition = _checker.Conditional(question.Position, condition, one, ReadExpression("a value after \":\""));
        }

        _depth--;
        return condition;
    }

    private CelNode ReadLogic(bool isAnd, string expected)
    {
        var symbol = isAnd ? "&&" : "||";
        var first = isAnd ? ReadBinary(0, expected) : ReadLogic(isAnd: true, expected);
        if (!_token.Is(symbol))
            return first;
        var position = _token.Position;
        var conditions = new List<CelNode> { first };
        var operand = $"an operand after \"{symbol}\"";
        while (TryTake(symbol, out _))
            conditions.Add(isAnd ? ReadBinary(0, operand) : ReadLogic(isAnd: true, operand));
        return _checker.Logic(position, isAnd, conditions);
    }

    // Comparisons bind least, then sums, then products.
    private CelNode ReadBinary(int level, string expected)
    {
        var left = level == 2 ? ReadUnary(expected) : ReadBinary(level + 1, expected);
        while (_token.Kind == CelTokenKind.Symbol && LevelOf(_token.Text) == level)
        {
            var symbol = Take();
            var operand = $"an operand after \"{symbol.Text}\"";
            left = _checker.Binary(symbol.Position, symbol.Text, left, level == 2 ? ReadUnary(operand) : ReadBinary(level + 1, operand));
        }

        return left;
    }

    private static int LevelOf(string symbol) => symbol switch
    {
        "<" or "<=" or ">" or ">=" or "==" or "!=" or "in" => 0,
        "+" or "-" => 1,
        "*" or "/" or "%" => 2,
        _ => -1,
    };

    private CelNode ReadUnary(string expected)
    {
        if (!_token.Is("!") && !_token.Is("-"))
            return ReadMember(expected);
        if (++_depth > CelChecker.MaxDepth)
            throw _checker.Error(_token.Position, $"the expression is more than {CelChecker.MaxDepth} parts deep");
        var sign = Take();

        // 2 to the 63rd is a number only right behind a minus.
        var isLeast = sign.Text == "-" && _token is { Kind: CelTokenKind.Literal, Value.Kind: CelKind.Dynamic };
        if (isLeast)
            _token = _token with { Value = CelValue.FromInteger(long.MinValue) };
        var operand = ReadUnary($"an operand after \"{sign.Text}\"");
        _depth--;
        if (isLeast)
            return operand;
        return sign.Text == "!" ? _checker.Not(sign.Position, operand) : _checker.Negate(sign.Position, operand);
    }

    private CelNode ReadMember(string expected)
    {
        var node = ReadPrimary(expected);
        while (true)
        {
            if (TryTake(".", out _))
            {
                if (_token.Kind != CelTokenKind.Identifier)
                    throw _checker.Error(_token.Position, $"expected the name of a field after \".\", and found {_token.Title}");
                var name = Take();
                node = TryTake("(", out _) ? ReadMemberCall(node, name) : _checker.Select(name.Position, node, name.Text);
            }
            else if (TryTake("[", out var bracket))
            {
                var index = ReadExpression("an index or a key after \"[\"");
                Expect("]", "after the index");
                node = _checker.Index(bracket.Position, node, index);
            }
            else
            {
                return node;
            }
        }
    }
}
