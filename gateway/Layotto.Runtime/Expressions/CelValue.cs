using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Layotto.Runtime.Expressions;

/// <summary>
/// A value of CEL. Small ones need no memory of their own. An error is a value too, because <c>&amp;&amp;</c> and <c>||</c> may
/// absorb it.
/// </summary>
[SuppressMessage("Performance", "CA1815", Justification = "CEL's equality is CelEquality's, and isn't that of .NET.")]
public readonly struct CelValue
{
    private readonly long _bits;
    private readonly object? _reference;

    private CelValue(CelKind kind, long bits, object? reference = null)
    {
        Kind = kind;
        _bits = bits;
        _reference = reference;
    }

    /// <summary>Its type; <see cref="CelKind.Error"/> where there is no value.</summary>
    public CelKind Kind { get; }

    /// <summary><c>null</c>.</summary>
    public static CelValue Null { get; } = new(CelKind.Null, 0);

    /// <summary><c>true</c>.</summary>
    public static CelValue True { get; } = new(CelKind.Bool, 1);

    /// <summary><c>false</c>.</summary>
    public static CelValue False { get; } = new(CelKind.Bool, 0);

    /// <summary>2 to the 63rd, as the lexer reads it: no int, but behind a minus the least one.</summary>
    internal static CelValue LeastIntegerMagnitude { get; } = new(CelKind.Dynamic, long.MinValue);

    internal bool IsError => Kind == CelKind.Error;

    internal bool IsTrue => Kind == CelKind.Bool && _bits != 0;

    internal bool IsFalse => Kind == CelKind.Bool && _bits == 0;

    internal bool IsNumber => Kind is CelKind.Int or CelKind.Uint or CelKind.Double;

    internal long Integer => _bits;

    internal ulong Unsigned => unchecked((ulong)_bits);

    internal double Number => BitConverter.Int64BitsToDouble(_bits);

    internal string Text => (string)_reference!;

    internal byte[] Octets => (byte[])_reference!;

    internal CelValue[] Items => _reference as CelValue[] ?? ((CelJsonList)_reference!).Items;

    internal CelMap Map => (CelMap)_reference!;

    internal CelKind TypeValue => (CelKind)_bits;

    internal DateTime Time => new(_bits, DateTimeKind.Utc);

    /// <summary>A length of time in nanoseconds.</summary>
    internal long Nanoseconds => _bits;

    /// <summary>Why there is no value.</summary>
    internal string ErrorMessage => _reference as string ?? "there is no value";

    /// <summary>A bool.</summary>
    public static CelValue FromBoolean(bool value) => value ? True : False;

    /// <summary>An int.</summary>
    public static CelValue FromInteger(long value) => new(CelKind.Int, value);

    /// <summary>A double.</summary>
    public static CelValue FromDouble(double value) => new(CelKind.Double, BitConverter.DoubleToInt64Bits(value));

    /// <summary>A string.</summary>
    public static CelValue FromText(string value) => new(CelKind.String, 0, value);

    /// <summary>A value of JSON. Numbers become doubles; an object is looked into only as far as it is asked for.</summary>
    public static CelValue FromJson(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => True,
        JsonValueKind.False => False,
        JsonValueKind.Number => value.TryGetDouble(out var number) ? FromDouble(number) : Error("a number of the JSON is out of range"),
        JsonValueKind.String => FromText(value.GetString()!),
        JsonValueKind.Array => new CelValue(CelKind.List, 0, new CelJsonList(value)),
        JsonValueKind.Object => FromMap(new CelJsonMap(value)),
        _ => Null,
    };

    internal static CelValue FromUnsigned(ulong value) => new(CelKind.Uint, unchecked((long)value));

    internal static CelValue FromOctets(byte[] value) => new(CelKind.Bytes, 0, value);

    internal static CelValue FromItems(CelValue[] items) => new(CelKind.List, 0, items);

    internal static CelValue FromMap(CelMap map) => new(CelKind.Map, 0, map);

    internal static CelValue FromType(CelKind kind) => new(CelKind.Type, (long)kind);

    internal static CelValue FromTime(DateTime time) => new(CelKind.Timestamp, time.Ticks);

    internal static CelValue FromNanoseconds(long nanoseconds) => new(CelKind.Duration, nanoseconds);

    internal static CelValue Error(string message) => new(CelKind.Error, 0, message);

    internal static CelValue NoOverload(string what, params ReadOnlySpan<CelValue> arguments)
    {
        var kinds = new List<string>(arguments.Length);
        foreach (var argument in arguments)
        {
            if (argument.IsError)
                return argument;
            kinds.Add(CelNames.Of(argument.Kind));
        }

        return Error($"{what} isn't defined for {string.Join(" and ", kinds)}");
    }
}
