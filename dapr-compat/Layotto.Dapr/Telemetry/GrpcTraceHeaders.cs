using Grpc.Core;
using Layotto.Runtime.Telemetry;

namespace Layotto.Dapr.Telemetry;

/// <summary>Trace contexts in the metadata of gRPC calls that the gateway makes, in both forms: not every library reads the binary one.</summary>
public static class GrpcTraceHeaders
{
    /// <summary>Puts a context into metadata, in the place of what is there of one.</summary>
    /// <param name="metadata">The metadata of the call.</param>
    /// <param name="context">The context; one that isn't valid takes off what is there.</param>
    public static void Inject(Metadata metadata, TraceContext context)
    {
        for (var index = metadata.Count - 1; index >= 0; index--)
        {
            if (metadata[index].Key is TraceHeaders.TraceParent or TraceHeaders.TraceState or TraceHeaders.GrpcTraceBinary)
                metadata.RemoveAt(index);
        }

        if (!context.IsValid)
            return;
        metadata.Add(TraceHeaders.TraceParent, context.ToTraceParent());
        if (context.State is not null)
            metadata.Add(TraceHeaders.TraceState, context.State);
        metadata.Add(TraceHeaders.GrpcTraceBinary, context.ToBinary());
    }

    /// <summary>Adds to a context in metadata the form that it lacks.</summary>
    public static void Complete(Metadata metadata)
    {
        string? text = null;
        byte[]? binary = null;
        foreach (var entry in metadata)
        {
            if (entry.Key == TraceHeaders.TraceParent)
                text = entry.Value;
            else if (entry.Key == TraceHeaders.GrpcTraceBinary)
                binary = entry.ValueBytes;
        }

        if (binary is null && TraceContext.TryParse(text, out var context))
            metadata.Add(TraceHeaders.GrpcTraceBinary, context.ToBinary());
        else if (text is null && TraceContext.TryParseBinary(binary, out context))
            metadata.Add(TraceHeaders.TraceParent, context.ToTraceParent());
    }
}
