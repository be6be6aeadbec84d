using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;

namespace Layotto.Runtime.Telemetry;

/// <summary>
/// Where a call stands in its trace: the trace, the span that is its parent, and whether the trace is sampled. It is W3C's trace
/// context (<c>traceparent</c>), with the binary form of gRPC (<c>grpc-trace-bin</c>). The default value is no context.
/// </summary>
/// <param name="TraceId">The trace; never zero in a context.</param>
/// <param name="SpanId">The span; never zero in a context.</param>
/// <param name="Flags">The flags; the lowest bit says that the trace is sampled.</param>
public readonly record struct TraceContext(UInt128 TraceId, ulong SpanId, byte Flags)
{
    /// <summary>How many characters a <c>traceparent</c> of version 00 has.</summary>
    public const int TextLength = 55;

    /// <summary>How many bytes the binary form has.</summary>
    public const int BinaryLength = 29;

    private const byte SampledFlag = 1;
    private const int TraceIdStart = 3;
    private const int SpanIdStart = 36;
    private const int FlagsStart = 53;

    /// <summary>The entries of systems along the way (<c>tracestate</c>), as they came; null for none.</summary>
    public string? State { get; init; }

    /// <summary>Whether there is a context.</summary>
    public bool IsValid => TraceId != UInt128.Zero && SpanId != 0;

    /// <summary>Whether whoever began the trace wants it recorded.</summary>
    public bool IsSampled => (Flags & SampledFlag) != 0;

    /// <summary>Makes a new trace.</summary>
    /// <param name="sampler">Decides whether it is sampled.</param>
    public static TraceContext Create(TraceSampler sampler)
    {
        var traceId = NewTraceId();
        return new TraceContext(traceId, NewSpanId(), sampler.Samples(traceId) ? SampledFlag : (byte)0);
    }

    /// <summary>Reads a <c>traceparent</c> as strictly as W3C asks: lower case, no zero ids, nothing behind version 00.</summary>
    /// <param name="text">The header's value.</param>
    /// <param name="context">The context, without <see cref="State"/>.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out TraceContext context)
    {
        context = default;
        if (text.Length < TextLength || text[2] != '-' || text[35] != '-' || text[52] != '-')
            return false;
        if (!TryHex(text[..2], out var version) || version == 0xff)
            return false;

        // A later version may have more behind a further dash; what is known of it stands at the same places.
        if (text.Length > TextLength && (version == 0 || text[TextLength] != '-'))
            return false;
        if (!TryHex(text.Slice(TraceIdStart, 16), out var upper)
            || !TryHex(text.Slice(TraceIdStart + 16, 16), out var lower)
            || !TryHex(text.Slice(SpanIdStart, 16), out var span)
            || !TryHex(text.Slice(FlagsStart, 2), out var flags))
        {
            return false;
        }

        context = new TraceContext(new UInt128(upper, lower), span, (byte)flags);
        if (context.IsValid)
            return true;
        context = default;
        return false;
    }

    /// <summary>Reads the value of <c>grpc-trace-bin</c>. One without a span, which Dapr lets pass, is no context.</summary>
    public static bool TryParseBinary(ReadOnlySpan<byte> binary, out TraceContext context)
    {
        context = default;
        if (binary.Length < 27 || binary[0] != 0 || binary[1] != 0 || binary[18] != 1)
            return false;
        var flags = binary.Length >= BinaryLength && binary[27] == 2 ? binary[28] : (byte)0;
        context = new TraceContext(
            BinaryPrimitives.ReadUInt128BigEndian(binary[2..]), BinaryPrimitives.ReadUInt64BigEndian(binary[19..]), flags);
        if (context.IsValid)
            return true;
        context = default;
        return false;
    }

    /// <summary>The <c>traceparent</c>.</summary>
    public string ToTraceParent() => string.Create(TextLength, this, static (text, context) => context.Write(text));

    /// <summary>The binary form.</summary>
    public byte[] ToBinary()
    {
        var binary = new byte[BinaryLength];
        WriteBinary(binary);
        return binary;
    }

    /// <summary>The binary form as it stands in an HTTP/2 header: base64.</summary>
    public string ToBinaryText()
    {
        Span<byte> binary = stackalloc byte[BinaryLength];
        binary.Clear();
        WriteBinary(binary);
        return Convert.ToBase64String(binary);
    }

    /// <summary>The trace's id in hexadecimal digits.</summary>
    public string TraceIdText() => TraceId.ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>A context under the same trace for a span that isn't recorded.</summary>
    public TraceContext WithNewSpan() => this with { SpanId = NewSpanId() };

    /// <inheritdoc/>
    public override string ToString() => IsValid ? ToTraceParent() : "";

    /// <summary>The context of a span that is recorded.</summary>
    internal static TraceContext Of(Activity activity)
    {
        Span<byte> traceId = stackalloc byte[16];
        Span<byte> spanId = stackalloc byte[8];
        activity.TraceId.CopyTo(traceId);
        activity.SpanId.CopyTo(spanId);
        return new TraceContext(
            BinaryPrimitives.ReadUInt128BigEndian(traceId), BinaryPrimitives.ReadUInt64BigEndian(spanId), (byte)activity.ActivityTraceFlags)
        {
            State = activity.TraceStateString,
        };
    }

    /// <summary>The same as .NET's type; without a span id it makes a root span of this trace.</summary>
    internal ActivityContext ToActivityContext()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, TraceId);
        var traceId = ActivityTraceId.CreateFromBytes(bytes);
        BinaryPrimitives.WriteUInt64BigEndian(bytes, SpanId);
        var spanId = SpanId == 0 ? default : ActivitySpanId.CreateFromBytes(bytes[..8]);
        return new ActivityContext(traceId, spanId, IsSampled ? ActivityTraceFlags.Recorded : ActivityTraceFlags.None, State, isRemote: true);
    }

    // An id has to be unlike any other, not unguessable, and every call without a trace asks for two.
    internal static UInt128 NewTraceId()
    {
        Span<byte> bytes = stackalloc byte[16];
        do
            Random.Shared.NextBytes(bytes);
        while (bytes.IndexOfAnyExcept((byte)0) < 0);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private static ulong NewSpanId()
    {
        Span<byte> bytes = stackalloc byte[8];
        do
            Random.Shared.NextBytes(bytes);
        while (bytes.IndexOfAnyExcept((byte)0) < 0);
        return BinaryPrimitives.ReadUInt64BigEndian(bytes);
    }

    private void Write(Span<char> text)
    {
        Span<byte> bytes = stackalloc byte[25];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, TraceId);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[16..], SpanId);
        bytes[24] = Flags;
        "00-".CopyTo(text);
        Convert.TryToHexStringLower(bytes[..16], text[TraceIdStart..], out _);
        text[35] = '-';
        Convert.TryToHexStringLower(bytes[16..24], text[SpanIdStart..], out _);
        text[52] = '-';
        Convert.TryToHexStringLower(bytes[24..], text[FlagsStart..], out _);
    }

    private void WriteBinary(Span<byte> binary)
    {
        BinaryPrimitives.WriteUInt128BigEndian(binary[2..], TraceId);
        binary[18] = 1;
        BinaryPrimitives.WriteUInt64BigEndian(binary[19..], SpanId);
        binary[27] = 2;
        binary[28] = Flags;
    }

    private static bool TryHex(ReadOnlySpan<char> digits, out ulong value)
    {
        value = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiHexDigitLower(digit))
                return false;
            value = (value << 4) | (uint)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
        }

        return true;
    }
}
