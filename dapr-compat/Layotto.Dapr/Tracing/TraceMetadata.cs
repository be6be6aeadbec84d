using Grpc.Core;
using Layotto.Runtime.Errors;
using Layotto.Runtime.Telemetry;
using Microsoft.AspNetCore.Http;

namespace Layotto.Dapr.Tracing;

/// <summary>Puts the trace that a call belongs to into the metadata of an output binding, which passes it on.</summary>
internal static class TraceMetadata
{
    /// <summary>Adds the trace of a call over HTTP. It counts more than one that the metadata has.</summary>
    /// <exception cref="ApiException">The baggage isn't what it should be.</exception>
    public static void Add(HttpRequest request, Tracer tracer, Dictionary<string, string> metadata)
    {
        var context = TraceHeaders.Ensure(request.Headers, tracer);
        if (context.IsValid)
        {
            metadata[TraceHeaders.TraceParent] = context.ToTraceParent();
            if (context.State is { } state)
                metadata[TraceHeaders.TraceState] = state;
        }

        if (request.Headers.TryGetValue(Baggage.HeaderName, out var baggage))
            metadata[Baggage.HeaderName] = Checked(string.Join(',', baggage.ToArray()));
    }

    /// <summary>
    /// Adds the trace of a call over gRPC, and as Dapr does all of the call's own metadata; that of the request counts more, but for the
    /// trace. Keys that gRPC has for itself get Dapr's prefix.
    /// </summary>
    /// <exception cref="ApiException">The baggage isn't what it should be.</exception>
    public static void Add(Metadata headers, Dictionary<string, string> metadata)
    {
        if (headers.Get(Baggage.HeaderName) is not null)
            metadata[Baggage.HeaderName] = Checked(string.Join(',', headers.GetAll(Baggage.HeaderName).Select(entry => entry.Value)));
        foreach (var entry in headers)
        {
            if (entry.IsBinary)
                continue;
            if (entry.Key is TraceHeaders.TraceParent or TraceHeaders.TraceState)
                metadata[entry.Key] = entry.Value;
            else
                metadata.TryAdd(entry.Key.StartsWith("grpc-", StringComparison.Ordinal) ? $"dapr-{entry.Key}" : entry.Key, entry.Value);
        }
    }

    private static string Checked(string baggage)
        => Baggage.Problem(baggage) is { } problem
            ? throw new ApiException(CommonErrors.MalformedRequest, ErrorKind.InvalidArgument, $"invalid baggage header: {problem}")
            : baggage;
}
