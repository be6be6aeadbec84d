using System.Buffers;
using Grpc.Core;
using Layotto.Dapr.Invocation.Wire;
using Layotto.Grpc.Client;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Layotto.Dapr.Invocation;

/// <summary>The answer of another sidecar: its head was read, and its body streams.</summary>
internal sealed class PeerResponse : IDisposable
{
    /// <summary>Stands before the names of an HTTP app's trailers, which follow a body and so can't be in the head.</summary>
    public const string TrailerPrefix = "layotto-http-trailer-";

    private const int MaxUnflushed = 64 * 1024;

    private readonly HttpResponseMessage? _response;
    private readonly StreamFrames? _frames;
    private StreamChunk _first;
    private ulong _expected;

    /// <summary>Makes the answer to a unary call, whose head has the whole body.</summary>
    public PeerResponse(PeerResponseHead head) => Head = head;

    private PeerResponse(HttpResponseMessage response, StreamFrames frames, StreamChunk first, PeerResponseHead head)
    {
        _response = response;
        _frames = frames;
        _first = first;
        Head = head;
    }

    /// <summary>The head.</summary>
    public PeerResponseHead Head { get; }

    /// <summary>Reads the head of an answer.</summary>
    /// <param name="response">The answer; it is disposed with this, or when this throws.</param>
    /// <param name="maxMessage">The most bytes a message may have.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="RpcException">The call failed.</exception>
    public static async Task<PeerResponse> StartAsync(HttpResponseMessage response, int maxMessage, CancellationToken cancellationToken)
    {
        StreamFrames? frames = null;
        try
        {
            if (RawCall.EndOf(response) is { } end)
                throw Failure(end, response.Headers.NonValidated);
            frames = new StreamFrames(response.Content.ReadAsStream(cancellationToken), maxMessage);
            if (!await frames.ReadAsync(cancellationToken).ConfigureAwait(false))
                throw Failure(RawCall.StatusOf(response), response.TrailingHeaders.NonValidated);
            var first = StreamChunk.Parse(new ReadOnlySequence<byte>(frames.Message));
            var head = first.HasHead ? PeerResponseHead.Parse(first.Head.FirstSpan) : null;
            return head is { HasStatus: true }
                ? new PeerResponse(response, frames, first, head)
                : throw new WireFormatException("response does not contain the required fields in the leading chunk");
        }
        catch (Exception exception)
        {
            frames?.Dispose();
            response.Dispose();
            throw Translate(exception);
        }
    }

    /// <summary>Whether the sidecar takes requests themselves.</summary>
    public bool OffersDirect => _response is not null && _response.Headers.NonValidated.Contains(DirectPeer.Offer);

    /// <summary>Passes the answer on to the client of the HTTP API.</summary>
    public async Task CopyToAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var target = context.Response;
        var announced = CopyHead(target);
        if (!AppResponse.HasBody(context.Request.Method, target.StatusCode))
        {
            target.ContentLength = announced;
            return;
        }

        var recounts = announced <= AppResponse.LongestRecounted;
        if (announced > AppResponse.LongestRecounted)
            target.ContentLength = announced;
        var writer = target.BodyWriter;
        using var held = new WireWriter();
        var unflushed = 0;
        Write(new ReadOnlySequence<byte>(Head.Data));
        Take(_first);
        _first = default;
        while (true)
        {
            var reading = NextAsync(cancellationToken);
            if (!reading.IsCompleted)
            {
                recounts = false;
                Let();
                unflushed = 0;
                await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
            }

            if (!await reading.ConfigureAwait(false))
                break;
            Parse(out var chunk);
            Take(chunk);
            if (unflushed >= MaxUnflushed)
            {
                unflushed = 0;
                await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        // Those who can't be told by trailers are told by the connection, which is broken off.
        CheckEnd();
        if (recounts)
            target.ContentLength = held.Length;
        Let();
        await target.EndAsync(cancellationToken).ConfigureAwait(false);
        CopyTrailers(target);

        void Take(in StreamChunk chunk)
        {
            Check(chunk);
            Write(chunk.Data);
        }

        void Write(in ReadOnlySequence<byte> data)
        {
            if (recounts && held.Length + data.Length <= AppResponse.LongestRecounted)
            {
                data.CopyTo(held.GetSpan((int)data.Length));
                held.Advance((int)data.Length);
                return;
            }

            recounts = false;
            Let();
            foreach (var segment in data)
                writer.Put(segment.Span);
            unflushed += (int)data.Length;
        }

        void Let()
        {
            if (held.Length > 0)
                writer.Put(held.Memory.Span);
            held.Truncate(0);
        }
    }

    /// <summary>Reads the whole body.</summary>
    /// <param name="limit">The most bytes it may have.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InvocationException">It has more.</exception>
    public async Task<byte[]> ReadBodyAsync(int limit, CancellationToken cancellationToken)
    {
        var body = new ArrayBufferWriter<byte>();
        body.Write(Head.Data);
        var chunk = _first;
        do
        {
            Check(chunk);
            if (body.WrittenCount + chunk.Data.Length > limit)
                throw new InvocationException($"the body of the answer has more than the {limit} bytes that fit a message");
            foreach (var segment in chunk.Data)
                body.Write(segment.Span);
        }
        while (await NextAsync(cancellationToken).ConfigureAwait(false) && Parse(out chunk));
        CheckEnd();
        return body.WrittenSpan.ToArray();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _frames?.Dispose();
        _response?.Dispose();
    }

    private static RpcException Failure(Status status, System.Net.Http.Headers.HttpHeadersNonValidated trailers)
    {
        if (status.StatusCode == StatusCode.OK)
            return new RpcException(new Status(StatusCode.Internal, "response does not contain the required fields in the leading chunk"));
        var metadata = new Metadata();
        if (trailers.TryGetValues("grpc-status-details-bin", out var details))
            GrpcMetadata.Add(metadata, "grpc-status-details-bin", details.ToString());
        return new RpcException(status, metadata);
    }

    private static Exception Translate(Exception exception)
        => exception is HttpRequestException or IOException ? RawCall.ErrorOf(exception) : exception;

    private async ValueTask<bool> NextAsync(CancellationToken cancellationToken)
    {
        if (_frames is null)
            return false;
        try
        {
            return await _frames.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw RawCall.ErrorOf(exception);
        }
    }

    private void CheckEnd()
    {
        if (_response is not null && RawCall.StatusOf(_response) is { StatusCode: not StatusCode.OK } status)
            throw new RpcException(status);
    }

    private bool Parse(out StreamChunk chunk)
    {
        chunk = StreamChunk.Parse(new ReadOnlySequence<byte>(_frames!.Message));
        return chunk.HasHead ? throw new WireFormatException("response metadata found in non-leading chunk") : true;
    }

    private void Check(in StreamChunk chunk)
    {
        if (chunk.HasPayload && chunk.Sequence != _expected++)
            throw new WireFormatException($"invalid sequence number received: {chunk.Sequence} (expected: {_expected - 1})");
    }

    private long? CopyHead(HttpResponse target)
    {
        target.StatusCode = Head.Code;
        long? announced = null;
        var own = AnswerTrace.Of(target.Headers);
        foreach (var (name, value) in Head.Headers)
        {
            if (name.Equals(InvocationHeaders.ContentLength, StringComparison.OrdinalIgnoreCase))
                announced = long.TryParse(value, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var length) ? length : null;
            else if (!HopByHop.Contains(name) && !name.Equals(InvocationHeaders.ContentType, StringComparison.OrdinalIgnoreCase) && HeaderText.IsHeader(name, value) && !own.Replaces(name))
                target.Headers[name] = StringValues.Concat(target.Headers[name], HeaderBytes.FromText(value));
        }

        if (Head.ContentType.Length > 0)
            target.Headers.ContentType = Head.ContentType;
        return announced;
    }

    private void CopyTrailers(HttpResponse target)
    {
        if (_response is null || !target.SupportsTrailers())
            return;
        foreach (var (name, values) in _response.TrailingHeaders.NonValidated)
        {
            if (name.StartsWith(TrailerPrefix, StringComparison.OrdinalIgnoreCase))
                target.AppendTrailer(name[TrailerPrefix.Length..], new StringValues([.. values]));
        }
    }
}
