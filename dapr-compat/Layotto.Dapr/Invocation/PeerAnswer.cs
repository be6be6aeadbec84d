using System.Buffers;
using System.IO.Pipelines;
using System.Net.Http.Headers;
using Google.Protobuf;
using Grpc.Core;
using Layotto.Dapr.Invocation.Wire;
using Layotto.Grpc.Server;
using Layotto.Protos.Dapr.Internals.V1;
using Microsoft.AspNetCore.Http;
using Status = Grpc.Core.Status;

namespace Layotto.Dapr.Invocation;

/// <summary>Answers another sidecar's call with what the app said.</summary>
internal static class PeerAnswer
{
    private const int ChunkSize = 16 * 1024;
    private const int MaxUnflushed = 64 * 1024;

    /// <summary>Passes the answer of an HTTP app on; each piece of its body leaves as it arrives.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="context">The call.</param>
    /// <param name="hasBody">Whether it has a body.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="HttpIOException">The body broke off.</exception>
    public static async Task CopyAsync(HttpResponseMessage response, HttpContext context, bool hasBody, CancellationToken cancellationToken)
    {
        var announced = AppResponse.AnnouncedLength(response);
        context.Response.ContentType = "application/grpc";
        context.Response.Headers[DirectPeer.Offer] = "1";
        WriteHead(response, announced, context.Response.BodyWriter);
        if (hasBody)
            await CopyBodyAsync(response, announced <= AppResponse.LongestRecounted, context.Response, cancellationToken).ConfigureAwait(false);
        GrpcServer.End(context, Status.DefaultSuccess, TrailersOf(response));
    }

    /// <summary>Passes the answer of a gRPC app on.</summary>
    public static async Task WriteAsync(HttpContext context, GrpcAppAnswer answer, CancellationToken cancellationToken)
    {
        var response = Message(answer);
        var body = answer.Message?.Data?.Value ?? ByteString.Empty;
        context.Response.ContentType = "application/grpc";
        using var writer = new WireWriter();
        var frame = writer.BeginFrame();
        writer.Bytes(1, response.ToByteArray());
        writer.EndFrame(frame);
        context.Response.BodyWriter.Put(writer.Memory.Span);
        ulong sequence = 0;
        var rest = body.Memory;
        var chunk = new byte[Math.Min(ChunkSize, StreamChunk.PrefixSize + rest.Length)];
        while (!rest.IsEmpty)
        {
            var length = Math.Min(rest.Length, chunk.Length - StreamChunk.PrefixSize);
            rest.Span[..length].CopyTo(chunk.AsSpan(StreamChunk.PrefixSize));
            StreamChunk.PutPrefix(chunk, sequence++, length);
            await context.Response.BodyWriter.WriteAsync(chunk.AsMemory(0, StreamChunk.PrefixSize + length), cancellationToken).ConfigureAwait(false);
            rest = rest[length..];
        }

        GrpcServer.End(context, Status.DefaultSuccess);
    }

    /// <summary>The answer of a gRPC app as sidecars tell one another, without its data.</summary>
    public static InternalInvokeResponse Message(GrpcAppAnswer answer)
    {
        var response = new InternalInvokeResponse
        {
            Status = new Protos.Dapr.Internals.V1.Status { Code = (int)answer.Status.StatusCode, Message = answer.Status.Detail },
            Message = new Protos.Dapr.Common.V1.InvokeResponse { ContentType = answer.Message?.ContentType ?? "" },
        };
        if (answer.Message?.Data is { } data)
            response.Message.Data = new Google.Protobuf.WellKnownTypes.Any { TypeUrl = data.TypeUrl };
        if (answer.Details() is { } details)
            response.Status.Details.AddRange(details.Details);
        Add(response.Headers, answer.Headers);
        Add(response.Trailers, answer.Trailers);
        return response;
    }

    /// <summary>The answer of an HTTP app as a message, with its whole body.</summary>
    public static async Task<InternalInvokeResponse> ReadAsync(HttpResponseMessage response, int maxSize, CancellationToken cancellationToken)
    {
        await response.Content.LoadIntoBufferAsync(maxSize, cancellationToken).ConfigureAwait(false);
        var message = new InternalInvokeResponse
        {
            Status = new Protos.Dapr.Internals.V1.Status { Code = (int)response.StatusCode },
            Message = new Protos.Dapr.Common.V1.InvokeResponse
            {
                ContentType = response.Content.Headers.NonValidated.TryGetValues(InvocationHeaders.ContentType, out var type) ? type.ToString() : "",
                Data = new Google.Protobuf.WellKnownTypes.Any
                {
                    Value = UnsafeByteOperations.UnsafeWrap(await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false)),
                },
            },
        };
        foreach (var (name, values) in AppResponse.Headers(response))
        {
            if (!name.Equals(InvocationHeaders.ContentType, StringComparison.OrdinalIgnoreCase))
                message.Headers[name] = new ListStringValue { Values = { values.Select(HeaderBytes.ToText) } };
        }

        return message;
    }

    private static void Add(Google.Protobuf.Collections.MapField<string, ListStringValue> target, Metadata metadata)
    {
        foreach (var (name, value) in GrpcMetadata.ToText(metadata))
        {
            if (!target.TryGetValue(name, out var list))
                target[name] = list = new ListStringValue();
            list.Values.Add(value);
        }
    }

    private static void WriteHead(HttpResponseMessage response, long? announced, PipeWriter target)
    {
        using var writer = new WireWriter();
        var frame = writer.BeginFrame();
        var head = writer.BeginMessage(1);
        var status = writer.BeginMessage(1);
        writer.Number(1, (ulong)response.StatusCode);
        writer.EndMessage(status);
        var contentType = default(HeaderStringValues);
        foreach (var (name, values) in AppResponse.Headers(response))
        {
            if (name.Equals(InvocationHeaders.ContentType, StringComparison.OrdinalIgnoreCase))
                contentType = values;
            else
                WriteEntry(writer, name, values);
        }

        if (announced is { } length)
            PeerCalls.WriteEntry(writer, InvocationHeaders.ContentLength, length.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var message = writer.BeginMessage(4);
        if (contentType.Count > 0)
            writer.Text(2, contentType.ToString());
        writer.EndMessage(message);
        writer.EndMessage(head);
        writer.EndFrame(frame);
        target.Put(writer.Memory.Span);
    }

    private static void WriteEntry(WireWriter writer, string name, HeaderStringValues values)
    {
        var entry = writer.BeginMessage(2);
        writer.Text(1, name);
        var list = writer.BeginMessage(2);
        foreach (var value in values)
            writer.RepeatedText(1, HeaderBytes.ToText(value));
        writer.EndMessage(list);
        writer.EndMessage(entry);
    }

    private static async Task CopyBodyAsync(HttpResponseMessage response, bool forgives, HttpResponse target, CancellationToken cancellationToken)
    {
        var stream = response.Content.ReadAsStream(cancellationToken);
        var writer = target.BodyWriter;
        var chunk = ArrayPool<byte>.Shared.Rent(ChunkSize);
        var isReading = false;
        try
        {
            ulong sequence = 0;
            var unflushed = 0;
            while (true)
            {
                isReading = true;
                var reading = AppResponse.ReadAsync(stream, chunk.AsMemory(StreamChunk.PrefixSize, ChunkSize - StreamChunk.PrefixSize), forgives, cancellationToken);
                if (!reading.IsCompleted)
                {
                    unflushed = 0;
                    await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
                }

                var length = await reading.ConfigureAwait(false);
                isReading = false;
                if (length == 0)
                    return;
                StreamChunk.PutPrefix(chunk, sequence++, length);
                writer.Put(chunk.AsSpan(0, StreamChunk.PrefixSize + length));
                unflushed += length;
                if (unflushed >= MaxUnflushed)
                {
                    unflushed = 0;
                    await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            // A flush may have failed while a read was under way, which still writes to the chunk.
            if (!isReading)
                ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    private static Metadata? TrailersOf(HttpResponseMessage response)
    {
        Metadata? trailers = null;
        foreach (var (name, values) in response.TrailingHeaders.NonValidated)
        {
            foreach (var value in values)
                GrpcMetadata.Add(trailers ??= [], PeerResponse.TrailerPrefix + name.ToLowerInvariant(), value);
        }

        return trailers;
    }
}
