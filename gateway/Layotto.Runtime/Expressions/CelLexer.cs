using System.Globalization;

namespace Layotto.Runtime.Expressions;

/// <summary>Splits an expression into tokens.</summary>
internal sealed class CelLexer(string text)
{
    // Longer ones first.
    private static readonly string[] Symbols =
        ["==", "!=", "<=", ">=", "&&", "||", "<", ">", "!", "+", "-", "*", "/", "%", "?", ":", ".", ",", "(", ")", "[", "]", "{", "}"];

    private int _at;

    /// <summary>The next token; the end again and again once it is reached.</summary>
    /// <exception cref="CelException">There is none that could be one.</exception>
    public CelToken Next()
    {
        SkipBlanks();
        if (_at >= text.Length)
            return new CelToken(CelTokenKind.End, text.Length, "");
        var next = text[_at];
        if (IsQuoteAt(_at, out var isRaw, out var isBytes))
            return ReadText(isRaw, isBytes);
        if (char.IsAsciiLetter(next) || next == '_')
            return ReadIdentifier();
        if (char.IsAsciiDigit(next) || (next == '.' && char.IsAsciiDigit(Peek(1))))
            return ReadNumber();
        foreach (var symbol in Symbols)
        {
            if (!text.AsSpan(_at).StartsWith(symbol, StringComparison.Ordinal))
                continue;
            _at += symbol.Length;
            return new CelToken(CelTokenKind.Symbol, _at - symbol.Length, symbol);
        }

        throw CelException.At(text, _at, next switch
        {
            '=' => "there is no operator \"=\"; \"==\" compares",
            '&' or '|' => $"there is no operator \"{next}\"; \"{next}{next}\" joins conditions",
            _ => $"the character {(char.IsControl(next) || char.IsSurrogate(next) ? $"U+{(int)next:X4}" : $"\"{next}\"")} can't stand here",
        });
    }

    private char Peek(int offset) => _at + offset < text.Length ? text[_at + offset] : '\0';

    private void SkipBlanks()
    {
        while (_at < text.Length)
        {
            if (text[_at] is ' ' or '\t' or '\n' or '\r' or '\f')
            {
                _at++;
            }
            else if (text[_at] == '/' && Peek(1) == '/')
            {
                var end = text.IndexOf('\n', _at);
                _at = end < 0 ? text.Length : end;
            }
            else
            {
                return;
            }
        }
    }

    // Up to two letters may stand before a quote, in any order: r for raw, b for bytes.
    private bool IsQuoteAt(int at, out bool isRaw, out bool isBytes)
    {
        isRaw = isBytes = false;
        for (; at < text.Length; at++)
        {
            switch (text[at])
            {
                case 'r' or 'R' when !isRaw:
                    isRaw = true;
                    break;
                case 'b' or 'B' when !isBytes:
                    isBytes = true;
                    break;
                default:
                    return text[at] is '"' or '\'';
            }
        }

        return false;
    }

    private CelToken ReadText(bool isRaw, bool isBytes)
    {
        var start = _at;
        _at += (isRaw ? 1 : 0) + (isBytes ? 1 : 0);
        var quote = text[_at];
        var isTriple = Peek(1) == quote && Peek(2) == quote;
        var content = _at + (isTriple ? 3 : 1);
        var end = content;
        while (true)
        {
            if (end >= text.Length || (!isTriple && (text[end] is '\n' or '\r')))
                throw CelException.At(text, start, $"the text that starts here has no closing {new string(quote, isTriple ? 3 : 1)}");
            if (text[end] == '\\' && !isRaw)
                end += 2;
            else if (text[end] == quote && (!isTriple || (end + 2 < text.Length && text[end + 1] == quote && text[end + 2] == quote)))
                break;
            else
                end++;
        }

        _at = end + (isTriple ? 3 : 1);
        return new CelToken(CelTokenKind.Literal, start, text[start.._at], CelText.Read(text, content, end, isRaw, isBytes));
    }

    private CelToken ReadIdentifier()
    {
        var start = _at;
        while (char.IsAsciiLetterOrDigit(Peek(0)) || Peek(0) == '_')
            _at++;
        var word = text[start.._at];
        return word switch
        {
            "true" => new CelToken(CelTokenKind.Literal, start, word, CelValue.True),
            "false" => new CelToken(CelTokenKind.Literal, start, word, CelValue.False),
            "null" => new CelToken(CelTokenKind.Literal, start, word, CelValue.Null),
            "in" => new CelToken(CelTokenKind.Symbol, start, word),
            _ => new CelToken(CelTokenKind.Identifier, start, word),
        };
    }

    private CelToken ReadNumber()
    {
        var start = _at;
        var isHex = Peek(0) == '0' && (Peek(1) is 'x' or 'X');
        var isDouble = false;
        if (isHex)
        {
            _at += 2;
            SkipDigits(char.IsAsciiHexDigit);
        }
        else
        {
            SkipDigits(char.IsAsciiDigit);
            if (Peek(0) == '.' && char.IsAsciiDigit(Peek(1)))
            {
                isDouble = true;
                _at++;
                SkipDigits(char.IsAsciiDigit);
            }

            if ((Peek(0) is 'e' or 'E') && (char.IsAsciiDigit(Peek(1)) || ((Peek(1) is '+' or '-') && char.IsAsciiDigit(Peek(2)))))
            {
                isDouble = true;
                _at += 2;
                SkipDigits(char.IsAsciiDigit);
            }
        }

        var isUnsigned = !isDouble && (Peek(0) is 'u' or 'U');
        var digits = text[(isHex ? start + 2 : start).._at];
        _at += isUnsigned ? 1 : 0;
        var token = new CelToken(CelTokenKind.Literal, start, text[start.._at]);
        if (char.IsAsciiLetterOrDigit(Peek(0)) || Peek(0) == '_')
            throw CelException.At(text, _at, $"\"{Peek(0)}\" can't follow the number {token.Title}");
        return token with { Value = ToNumber(digits, isHex, isDouble, isUnsigned) ?? throw CelException.At(text, start, $"the number {token.Title} is out of range") };
    }

    // A number just above the greatest int is kept as an uint: behind a minus it is the least int.
    private static CelValue? ToNumber(string digits, bool isHex, bool isDouble, bool isUnsigned)
    {
        if (isDouble)
            return double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? CelValue.FromDouble(number) : null;
        if (!ulong.TryParse(digits, isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out var whole))
            return null;
        return isUnsigned ? CelValue.FromUnsigned(whole)
            : whole <= long.MaxValue ? CelValue.FromInteger((long)whole)
            : whole == 1UL + long.MaxValue ? CelValue.LeastIntegerMagnitude
            : null;
    }

    private void SkipDigits(Predicate<char> isDigit)
    {
        while (isDigit(Peek(0)))
            _at++;
    }
}
