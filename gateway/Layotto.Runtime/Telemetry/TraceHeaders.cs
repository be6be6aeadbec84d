using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Layotto.Runtime.Telemetry;

/// <summary>Trace contexts in headers, of HTTP (<c>traceparent</c>, <c>tracestate</c>) and of gRPC, which also has <c>grpc-trace-bin</c>.</summary>
/// <remarks>
/// The rule for what is forwarded: a caller's valid context passes on as it came; an invalid one is taken off; where there is none, the
/// request gets one, unless tracing is off. So whoever forwards a request calls <see cref="Ensure"/> first, and then forwards
/// its headers, or what <see cref="Read(IHeaderDictionary)"/> finds in them.
/// </remarks>
public static class TraceHeaders
{
    /// <summary>W3C's context.</summary>
    public const string TraceParent = "traceparent";

    /// <summary>W3C's entries of systems along the way.</summary>
    public const string TraceState = "tracestate";

    /// <summary>W3C's baggage of the app.</summary>
    public const string Baggage = "baggage";

    /// <summary>The binary context of gRPC.</summary>
    public const string GrpcTraceBinary = "grpc-trace-bin";

    private const int LongestBinaryText = 64;

    /// <summary>Reads the context of a request: <c>grpc-trace-bin</c> first, as in Dapr, then <c>traceparent</c>.</summary>
    /// <returns>The context; the default value when there is none, or none that is valid.</returns>
    public static TraceContext Read(IHeaderDictionary headers)
    {
        if (!TryRead(headers, out var context))
            return default;
        return context.State is null && State(headers) is { } state ? context with { State = state } : context;
    }

    /// <summary>Reads a context out of two texts, such as the fields of an event.</summary>
    /// <param name="traceParent">The <c>traceparent</c>; null or anything that isn't one gives no context.</param>
    /// <param name="traceState">The <c>tracestate</c>; null or an invalid one gives none.</param>
    public static TraceContext Read(string? traceParent, string? traceState)
    {
        if (!TraceContext.TryParse(traceParent, out var context))
            return default;
        return traceState is not null && Telemetry.TraceState.IsValid(traceState) ? context with { State = traceState } : context;
    }

    /// <summary>
    /// Makes the headers of a request fit to be forwarded: takes an invalid context off, and gives the request one where it has none.
    /// Cheap where it has been called before.
    /// </summary>
    /// <param name="headers">The request's headers.</param>
    /// <param name="tracer">Says whether to make a context.</param>
    /// <returns>The context that the headers have now; not valid only where tracing is off.</returns>
    public static TraceContext Ensure(IHeaderDictionary headers, Tracer tracer)
    {
        var context = Read(headers);
        if (!context.IsValid)
            Remove(headers);
        else if (context.State is null && headers.TraceState.Count > 0)
            headers.TraceState = StringValues.Empty;
        if (tracer.Mode == TraceMode.Off)
            return context;
        if (!context.IsValid)
        {
            context = TraceContext.Create(tracer.Sampler);
            Set(headers, context);
        }
        else if (headers.TraceParent.Count == 0)
        {
            // The binary form alone would get lost on its way to an app that speaks HTTP.
            headers.TraceParent = context.ToTraceParent();
        }

        return context;
    }

    /// <summary>Puts a context into the headers of a request that has none, or a wrong one.</summary>
    public static void Set(IHeaderDictionary headers, TraceContext context)
    {
        Remove(headers);
        if (!context.IsValid)
            return;
        headers.TraceParent = context.ToTraceParent();
        if (context.State is not null)
            headers.TraceState = context.State;
    }

    /// <summary>Puts a context into an HTTP request that the gateway sends; one that is there already stays.</summary>
    public static void Inject(HttpRequestHeaders headers, TraceContext context)
    {
        if (!context.IsValid || headers.Contains(TraceParent))
            return;
        headers.TryAddWithoutValidation(TraceParent, context.ToTraceParent());
        if (context.State is not null)
            headers.TryAddWithoutValidation(TraceState, context.State);
    }

    /// <summary>Reads the base64 of a <c>grpc-trace-bin</c> header, with or without padding.</summary>
    public static bool TryReadBinary(ReadOnlySpan<char> text, out TraceContext context)
    {
        context = default;
        if (text.Length is 0 or > LongestBinaryText)
            return false;

        // gRPC lets the padding be left out, and .NET asks for it.
        Span<char> padded = stackalloc char[LongestBinaryText + 3];
        text.CopyTo(padded);
        var length = (text.Length + 3) / 4 * 4;
        padded[text.Length..length].Fill('=');
        Span<byte> binary = stackalloc byte[LongestBinaryText];
        return Convert.TryFromBase64Chars(padded[..length], binary, out var written) && TraceContext.TryParseBinary(binary[..written], out context);
    }

    private static bool TryRead(IHeaderDictionary headers, out TraceContext context)
    {
        if (headers.TryGetValue(GrpcTraceBinary, out var binary) && binary.Count > 0)
            return TryReadBinary(binary[0], out context);
        var parent = headers.TraceParent;
        if (parent.Count == 1)
            return TraceContext.TryParse(parent[0], out context);
        context = default;
        return false;
    }

    private static string? State(IHeaderDictionary headers)
    {
        var values = headers.TraceState;
        if (values.Count == 0)
            return null;
        var state = values.Count == 1 ? values[0]! : string.Join(',', (IEnumerable<string?>)values);
        return Telemetry.TraceState.IsValid(state) ? state : null;
    }

    private static void Remove(IHeaderDictionary headers)
    {
        headers.TraceParent = StringValues.Empty;
        headers.TraceState = StringValues.Empty;
        headers.Remove(GrpcTraceBinary);
    }
}
