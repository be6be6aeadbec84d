using Layotto.Runtime.Expressions.Nodes;

namespace Layotto.Runtime.Expressions;

/// <content>The innermost parts: literals, names, brackets, calls and macros.</content>
internal sealed partial class CelParser
{
    /// <summary>What looks like a function and isn't one.</summary>
    public static readonly string[] Macros = ["has", "all", "exists", "exists_one", "filter", "map"];

    private static readonly string[] Reserved =
        ["as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package", "namespace", "return", "var", "void", "while"];

    private CelNode ReadPrimary(string expected)
    {
        switch (_token.Kind)
        {
            case CelTokenKind.Literal when _token.Value.Kind == CelKind.Dynamic:
                throw _checker.Error(_token.Position, $"the number {_token.Title} is out of range");
            case CelTokenKind.Literal:
                return new CelConstant(Take().Value);
            case CelTokenKind.Identifier:
                return ReadName();
            case CelTokenKind.Symbol when TryTake("(", out _):
                var inner = ReadExpression("an expression after \"(\"");
                Expect(")", "to close the bracket");
                return inner;
            case CelTokenKind.Symbol when TryTake("[", out var bracket):
                return _checker.List(bracket.Position, ReadList("]", "a list's element"));
            case CelTokenKind.Symbol when TryTake("{", out var brace):
                return ReadMap(brace.Position);
            case CelTokenKind.Symbol when TryTake(".", out _) && _token.Kind == CelTokenKind.Identifier:
                return ReadName();
            default:
                throw _checker.Error(_token.Position, $"expected {expected}, and found {_token.Title}");
        }
    }

    private CelNode ReadName()
    {
        var name = Take();
        if (Reserved.Contains(name.Text))
            throw _checker.Error(name.Position, $"\"{name.Text}\" is a word that CEL keeps for itself");
        if (TryTake("(", out _))
            return ReadCall(name);
        var slot = _locals.LastIndexOf(name.Text);
        if (slot >= 0)
            return new CelLocal(slot);
        if (_variables.Contains(name.Text))
            return new CelVariableNode(name.Text);
        if (CelNames.TypeNamed(name.Text) is { } kind)
            return new CelConstant(CelValue.FromType(kind));
        return ReadQualifiedType(name) ?? throw _checker.UnknownName(name.Position, name.Text, [.. _variables, .. _locals]);
    }

    // google.protobuf.Timestamp and google.protobuf.Duration are the only names with dots in them.
    private CelConstant? ReadQualifiedType(CelToken first)
    {
        if (first.Text != "google")
            return null;
        var name = first.Text;
        while (TryTake(".", out _) && _token.Kind == CelTokenKind.Identifier)
            name += $".{Take().Text}";
        return CelNames.TypeNamed(name) is { } kind
            ? new CelConstant(CelValue.FromType(kind))
            : throw _checker.Error(first.Position, $"there is no type {name}");
    }

    private CelNode ReadCall(CelToken name)
    {
        var arguments = ReadList(")", $"an argument of {name.Text}()");
        if (name.Text != "has")
            return Macros.Contains(name.Text)
                ? throw _checker.Error(name.Position, $"{name.Text}() is called on a list: list.{name.Text}(…)")
                : _checker.Call(name.Position, name.Text, isMember: false, arguments);
        return arguments.Count == 1
            ? _checker.Has(name.Position, arguments[0])
            : throw _checker.Error(name.Position, $"has() takes 1 argument, and has {arguments.Count}");
    }

    private CelNode ReadMemberCall(CelNode owner, CelToken name)
    {
        var macro = name.Text == "existsOne" ? "exists_one" : name.Text;
        if (macro != "has" && Macros.Contains(macro))
            return ReadMacro(owner, name, macro);
        List<CelNode> arguments = [owner, .. ReadList(")", $"an argument of {name.Text}()")];
        return _checker.Call(name.Position, name.Text, isMember: true, arguments);
    }

    private CelNode ReadMacro(CelNode range, CelToken name, string macro)
    {
        if (_token.Kind != CelTokenKind.Identifier)
            throw _checker.Error(_token.Position, $"expected the name of a variable as the first argument of {name.Text}(), and found {_token.Title}");
        var variable = Take().Text;
        Expect(",", $"after the variable of {name.Text}()");
        var slot = _locals.Count;
        _locals.Add(variable);
        MostLocals = Math.Max(MostLocals, _locals.Count);
        var second = ReadExpression($"the second argument of {name.Text}()");
        var third = macro == "map" && TryTake(",", out _) ? ReadExpression($"the third argument of {name.Text}()") : null;
        _locals.RemoveAt(slot);
        Expect(")", $"to close {name.Text}()");
        return macro == "map"
            ? _checker.Macro(name.Position, macro, range, slot, third is null ? null : second, third ?? second)
            : _checker.Macro(name.Position, macro, range, slot, second, null);
    }

    // A comma may stand behind the last element of a list, but not behind the last argument of a call.
    private List<CelNode> ReadList(string closing, string expected)
    {
        var items = new List<CelNode>();
        if (TryTake(closing, out _))
            return items;
        do
        {
            if (closing == "]" && items.Count > 0 && _token.Is(closing))
                break;
            items.Add(ReadExpression(expected));
        }
        while (TryTake(",", out _));
        Expect(closing, $"or \",\" after {expected}");
        return items;
    }

    private CelNode ReadMap(int position)
    {
        var keys = new List<CelNode>();
        var values = new List<CelNode>();
        while (!_token.Is("}"))
        {
            keys.Add(ReadExpression("a map's key"));
            Expect(":", "after a map's key");
            values.Add(ReadExpression("a map's value"));
            if (!TryTake(",", out _))
                break;
        }

        Expect("}", "or \",\" after a map's entry");
        return _checker.Map(position, keys, values);
    }
}
