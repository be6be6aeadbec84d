namespace Layotto.Runtime.Expressions;

/// <summary>What <c>+ - * / %</c> make of two values. Numbers of different types don't mix, and nothing overflows silently.</summary>
internal static class CelArithmetic
{
    private static readonly CelValue DivisionByZero = CelValue.Error("a division by zero");

    public static CelValue Overflow { get; } = CelValue.Error("a whole number went out of range");

    private static CelValue TimeOverflow { get; } = CelValue.Error("a timestamp or duration went out of range");

    public static CelValue Apply(string symbol, CelValue left, CelValue right, CelFrame frame)
    {
        try
        {
            return (left.Kind, right.Kind) switch
            {
                (CelKind.Int, CelKind.Int) => Integers(symbol, left.Integer, right.Integer),
                (CelKind.Uint, CelKind.Uint) => Unsigned(symbol, left.Unsigned, right.Unsigned),
                (CelKind.Double, CelKind.Double) when symbol != "%" => CelValue.FromDouble(Doubles(symbol, left.Number, right.Number)),
                _ when symbol == "+" => Add(left, right, frame),
                _ when symbol == "-" => Subtract(left, right),
                _ => CelValue.NoOverload(symbol, left, right),
            };
        }
        catch (OverflowException)
        {
            return left.IsNumber ? Overflow : TimeOverflow;
        }
        catch (ArgumentOutOfRangeException)
        {
            return TimeOverflow;
        }
    }

    private static CelValue Integers(string symbol, long left, long right) => symbol switch
    {
        "+" => CelValue.FromInteger(checked(left + right)),
        "-" => CelValue.FromInteger(checked(left - right)),
        "*" => CelValue.FromInteger(checked(left * right)),
        _ when right == 0 => DivisionByZero,
        _ when right == -1 && left == long.MinValue => Overflow,
        "/" => CelValue.FromInteger(left / right),
        _ => CelValue.FromInteger(left % right),
    };

    private static CelValue Unsigned(string symbol, ulong left, ulong right) => symbol switch
    {
        "+" => CelValue.FromUnsigned(checked(left + right)),
        "-" => CelValue.FromUnsigned(checked(left - right)),
        "*" => CelValue.FromUnsigned(checked(left * right)),
        _ when right == 0 => DivisionByZero,
        "/" => CelValue.FromUnsigned(left / right),
        _ => CelValue.FromUnsigned(left % right),
    };

    private static double Doubles(string symbol, double left, double right) => symbol switch
    {
        "+" => left + right,
        "-" => left - right,
        "*" => left * right,
        _ => left / right,
    };

    private static CelValue Add(CelValue left, CelValue right, CelFrame frame)
    {
        switch (left.Kind, right.Kind)
        {
            case (CelKind.String, CelKind.String):
                frame.Charge((left.Text.Length / 16) + (right.Text.Length / 16));
                return CelValue.FromText(left.Text + right.Text);
            case (CelKind.Bytes, CelKind.Bytes):
                frame.Charge((left.Octets.Length / 16) + (right.Octets.Length / 16));
                return CelValue.FromOctets([.. left.Octets, .. right.Octets]);
            case (CelKind.List, CelKind.List):
                frame.Charge(left.Items.Length);
                frame.Charge(right.Items.Length);
                return CelValue.FromItems([.. left.Items, .. right.Items]);
            case (CelKind.Timestamp, CelKind.Duration):
                return CelValue.FromTime(left.Time.AddTicks(right.Nanoseconds / TimeSpan.NanosecondsPerTick));
            case (CelKind.Duration, CelKind.Timestamp):
                return CelValue.FromTime(right.Time.AddTicks(left.Nanoseconds / TimeSpan.NanosecondsPerTick));
            case (CelKind.Duration, CelKind.Duration):
                return CelValue.FromNanoseconds(checked(left.Nanoseconds + right.Nanoseconds));
            default:
                return CelValue.NoOverload("+", left, right);
        }
    }

    private static CelValue Subtract(CelValue left, CelValue right) => (left.Kind, right.Kind) switch
    {
        (CelKind.Timestamp, CelKind.Timestamp)
            => CelValue.FromNanoseconds(checked((left.Time - right.Time).Ticks * TimeSpan.NanosecondsPerTick)),
        (CelKind.Timestamp, CelKind.Duration) => CelValue.FromTime(left.Time.AddTicks(-(right.Nanoseconds / TimeSpan.NanosecondsPerTick))),
        (CelKind.Duration, CelKind.Duration) => CelValue.FromNanoseconds(checked(left.Nanoseconds - right.Nanoseconds)),
        _ => CelValue.NoOverload("-", left, right),
    };
}
