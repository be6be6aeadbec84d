using System.Buffers.Binary;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Layotto.Benchmarks.BareKestrel;

/// <summary>
/// Answers as a gRPC server would, without any gRPC code: reads the request body to its end, writes bytes back, and sets
/// the one trailer.
/// </summary>
internal sealed class GrpcEcho
{
    private static readonly StringValues Ok = "0";
    private readonly byte[]? _response;

    /// <param name="message">What to answer every request with; null answers with the request.</param>
    public GrpcEcho(byte[]? message)
    {
        if (message is null)
            return;
        _response = new byte[5 + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(_response.AsSpan(1), message.Length);
        message.CopyTo(_response, 5);
    }

    public async Task HandleAsync(HttpContext context)
    {
        var request = await ReadToEndAsync(context.Request.BodyReader, context.RequestAborted);
        context.Response.ContentType = "application/grpc";
        var writer = context.Response.BodyWriter;
        if (_response is null)
        {
            foreach (var segment in request.Buffer)
                Write(writer, segment.Span);
        }
        else
        {
            Write(writer, _response);
        }

        context.Request.BodyReader.AdvanceTo(request.Buffer.End);
        context.Features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers["grpc-status"] = Ok;
        await writer.FlushAsync(context.RequestAborted);
    }

    private static async ValueTask<ReadResult> ReadToEndAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken);
            if (result.IsCompleted)
                return result;
            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    private static void Write(PipeWriter writer, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(writer.GetSpan(bytes.Length));
        writer.Advance(bytes.Length);
    }
}
