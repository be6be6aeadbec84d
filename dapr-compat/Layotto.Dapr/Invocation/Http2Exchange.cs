using System.Runtime.CompilerServices;
using Grpc.Core;
using Layotto.Grpc.Client;
using Layotto.Grpc.Server;
using Layotto.Http.Http2;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Layotto.Dapr.Invocation;

/// <summary>A gRPC call that is passed on over a stream of ours: the shortest way to a sidecar, or an app, that speaks HTTP/2 in plain text.</summary>
internal sealed class Http2Exchange : ProxiedExchange
{
    private const int MaxUnflushed = 64 * 1024;
    private const int MaxPiece = 16 * 1024;
    private const int MaxRestarts = 3;

    private readonly ProxiedCall _call;
    private readonly Http2Stream _stream;
    private readonly CancellationTokenRegistration _abort;
    private Task _pump = Task.CompletedTask;

    private Http2Exchange(ProxiedCall call, Http2Stream stream, CancellationToken cancellationToken)
    {
        _call = call;
        _stream = stream;
        _abort = Register(cancellationToken);
    }

    /// <inheritdoc/>
    public override Status? End => RawCall.EndOf(
        _stream.StatusCode, _stream.FindHeader("content-type"), _stream.FindHeader("grpc-status"), _stream.FindHeader("grpc-message"));

    /// <summary>Makes an attempt. What the other side refused to look at is sent again, as long as it is all there.</summary>
    /// <exception cref="RpcException">There is no connection, or it was lost.</exception>
    public static async ValueTask<ProxiedExchange> SendAsync(Http2Pool pool, ProxiedCall call, CancellationToken cancellationToken)
    {
        for (var restarts = 0; ; restarts++)
        {
            Http2Exchange? exchange = null;
            try
            {
                exchange = new Http2Exchange(call, await pool.OpenAsync(call, cancellationToken).ConfigureAwait(false), cancellationToken);
                exchange._pump = exchange.PumpAsync();
                while (!exchange._stream.TryReadHead(out var news))
                    await news.ConfigureAwait(false);
                call.Took(exchange);
                return exchange;
            }
            catch (Exception exception)
            {
                if (exchange is not null)
                    await exchange.DisposeAsync().ConfigureAwait(false);
                if (exception is Http2Exception { Kind: Http2Failure.Refused } && restarts < MaxRestarts && call.Body.CanRestart)
                    continue;
                var error = Http2Errors.Of(exception);
                if ((error ?? exception) is RpcException rpc)
                    call.Failed(rpc);
                if (error is not null)
                    throw error;
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<StatusCode> CopyAsync(HttpContext context, long maxMessage, CancellationToken cancellationToken)
    {
        var end = End;
        var hasStatus = _stream.FindHeader("grpc-status") is not null;
        if (end is { } answer && !hasStatus)
        {
            // No gRPC answer at all.
            throw new RpcException(answer);
        }

        var headers = context.Response.Headers;
        for (var index = 0; index < _stream.HeaderCount; index++)
            Copy(_stream.HeaderName(index), _stream.HeaderValue(index), headers);
        try
        {
            using var abort = cancellationToken == _abort.Token ? default : Register(cancellationToken);
            await CopyBodyAsync(context.Response, maxMessage, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (Http2Errors.Of(exception) is { } error)
        {
            throw error;
        }

        if (hasStatus)
            return end!.Value.StatusCode;
        var status = RawCall.StatusOf(_stream.FindTrailer("grpc-status"), _stream.FindTrailer("grpc-message"));
        if (_stream.FindTrailer("grpc-status") is null)
            GrpcServer.End(context, status);
        else if (context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers is { IsReadOnly: false } trailers)
            CopyTrailers(trailers);
        return status.StatusCode;
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _abort.Dispose();
        _stream.Release();
        _call.Leave();
        return _pump.IsCompleted ? default : StopAsync();
    }

    // The pump has to end before the request it reads from does: that one's memory is another's by then.
    private async ValueTask StopAsync()
    {
        _call.Body.Stop();
        await _pump.ConfigureAwait(false);
        _call.Body.Resume();
    }

    private CancellationTokenRegistration Register(CancellationToken cancellationToken)
        => cancellationToken.UnsafeRegister(static (stream, token) => ((Http2Stream)stream!).Abort(new OperationCanceledException(token)), _stream);

    private async Task PumpAsync()
    {
        try
        {
            await _call.Body.PumpAsync(_stream).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // Whoever reads the answer tells it.
            _stream.Abort(exception);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask CopyBodyAsync(HttpResponse response, long maxMessage, CancellationToken cancellationToken)
    {
        var guard = new FrameGuard(maxMessage);
        var writer = response.BodyWriter;
        var unflushed = 0;
        while (true)
        {
            var available = _stream.Available(out var isEnd);
            if (available > 0)
            {
                var piece = writer.GetSpan(Math.Min(available, MaxPiece));
                piece = piece[..Math.Min(available, piece.Length)];
                var length = _stream.Read(piece);
                guard.Pass(piece[..length]);
                writer.Advance(length);
                unflushed += length;
                if (unflushed < MaxUnflushed)
                    continue;
            }
            else if (isEnd)
            {
                return;
            }

            // What is there goes out before a wait, the initial metadata too.
            unflushed = 0;
            await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
            if (available == 0 && !await _stream.WaitForBodyAsync().ConfigureAwait(false))
                return;
        }
    }

    private void CopyTrailers(IHeaderDictionary trailers)
    {
        for (var index = 0; index < _stream.TrailerCount; index++)
            Copy(_stream.TrailerName(index), _stream.TrailerValue(index), trailers);
    }

    private static void Copy(string name, string value, IHeaderDictionary target)
    {
        if (HopByHop.Contains(name) || name == "content-length")
            return;
        if (target.TryGetValue(name, out var before) && before.Count > 0)
            target[name] = Microsoft.Extensions.Primitives.StringValues.Concat(before, value);
        else
            target[name] = value;
    }
}
