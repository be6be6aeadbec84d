namespace Layotto.Runtime.Expressions;

/// <summary>
/// When values are the same, and which comes first. Numbers compare across their types; other values of different types are just not
/// the same, and have no order.
/// </summary>
internal static class CelEquality
{
    public static bool AreEqual(CelValue left, CelValue right, CelFrame? frame = null)
    {
        if (left.IsNumber && right.IsNumber)
            return CompareNumbers(left, right) == 0;
        if (left.Kind != right.Kind)
            return false;
        return left.Kind switch
        {
            CelKind.Null => true,
            CelKind.String => left.Text == right.Text,
            CelKind.Bytes => left.Octets.AsSpan().SequenceEqual(right.Octets),
            CelKind.List => AreEqual(left.Items, right.Items, frame),
            CelKind.Map => AreEqual(left.Map, right.Map, frame),
            _ => left.Integer == right.Integer,
        };
    }

    /// <summary>Which comes first: negative, zero or positive; null where a NaN is neither.</summary>
    /// <param name="left">One value.</param>
    /// <param name="right">The other.</param>
    /// <param name="order">The order.</param>
    /// <returns>False where the two have no order.</returns>
    public static bool TryCompare(CelValue left, CelValue right, out int? order)
    {
        order = null;
        if (left.IsNumber && right.IsNumber)
        {
            order = CompareNumbers(left, right);
            return true;
        }

        if (left.Kind != right.Kind)
            return false;
        order = left.Kind switch
        {
            CelKind.String => CompareText(left.Text, right.Text),
            CelKind.Bytes => left.Octets.AsSpan().SequenceCompareTo(right.Octets),
            CelKind.Bool or CelKind.Timestamp or CelKind.Duration => left.Integer.CompareTo(right.Integer),
            _ => null,
        };
        return order is not null;
    }

    private static bool AreEqual(CelValue[] left, CelValue[] right, CelFrame? frame)
    {
        if (left.Length != right.Length)
            return false;
        frame?.Charge(left.Length);
        for (var index = 0; index < left.Length; index++)
        {
            if (!AreEqual(left[index], right[index], frame))
                return false;
        }

        return true;
    }

    private static bool AreEqual(CelMap left, CelMap right, CelFrame? frame)
    {
        if (left.Count != right.Count)
            return false;
        frame?.Charge(left.Count);
        foreach (var key in left.Keys)
        {
            if (!left.TryGet(key, out var one) || !right.TryGet(key, out var other) || !AreEqual(one, other, frame))
                return false;
        }

        return true;
    }

    private static int? CompareNumbers(CelValue left, CelValue right) => (left.Kind, right.Kind) switch
    {
        (CelKind.Int, CelKind.Int) => left.Integer.CompareTo(right.Integer),
        (CelKind.Uint, CelKind.Uint) => left.Unsigned.CompareTo(right.Unsigned),
        (CelKind.Int, CelKind.Uint) => left.Integer < 0 ? -1 : ((ulong)left.Integer).CompareTo(right.Unsigned),
        (CelKind.Uint, CelKind.Int) => right.Integer < 0 ? 1 : left.Unsigned.CompareTo((ulong)right.Integer),
        _ => CompareDoubles(ToDouble(left), ToDouble(right)),
    };

    private static double ToDouble(CelValue value) => value.Kind switch
    {
        CelKind.Int => value.Integer,
        CelKind.Uint => value.Unsigned,
        _ => value.Number,
    };

    private static int? CompareDoubles(double left, double right)
        => double.IsNaN(left) || double.IsNaN(right) ? null : left < right ? -1 : left > right ? 1 : 0;

    // By code points, as the texts' UTF-8 would compare: a surrogate stands for something above every other char.
    private static int CompareText(string left, string right)
    {
        var same = left.AsSpan().CommonPrefixLength(right);
        if (same == left.Length || same == right.Length)
            return left.Length.CompareTo(right.Length);
        var (one, other) = (left[same], right[same]);
        return char.IsSurrogate(one) == char.IsSurrogate(other) ? one.CompareTo(other) : char.IsSurrogate(one) ? 1 : -1;
    }
}
