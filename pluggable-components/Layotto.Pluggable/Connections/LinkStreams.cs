using Google.Protobuf;
using Grpc.Core;
using Layotto.Components;

namespace Layotto.Pluggable.Connections;

/// <summary>
/// Contents on their way to a process and back, in pieces. A stream may last as long as it has to, but the process must take or give each
/// piece within the time of a call.
/// </summary>
internal static class LinkStreams
{
    /// <summary>The most bytes of a piece that is sent.</summary>
    public const int PieceSize = 64 * 1024;

    /// <summary>Waits for one step of a stream.</summary>
    /// <exception cref="ComponentUnavailableException">The process took too long.</exception>
    public static async Task WithinAsync(this ComponentLink link, Task step, CancellationToken cancellationToken)
    {
        try
        {
            await step.WaitAsync(link.CallTimeout, link.Context.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new ComponentUnavailableException($"the process didn't go on with the stream in time, see the metadata {PluggableSettings.CallTimeout.Name}");
        }
    }

    /// <summary>Reads the next message of a stream.</summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="RpcException">The process ended the stream with an error.</exception>
    /// <exception cref="ComponentUnavailableException">The process took too long.</exception>
    public static async Task<bool> NextAsync<TMessage>(this ComponentLink link, IAsyncStreamReader<TMessage> reader, CancellationToken cancellationToken)
    {
        var next = reader.MoveNext(CancellationToken.None);
        await link.WithinAsync(next, cancellationToken).ConfigureAwait(false);
        return await next.ConfigureAwait(false);
    }

    /// <summary>Sends a head and then a content, and waits for the answer. Whatever goes wrong, the process hears that the call is cancelled.</summary>
    /// <param name="link">The component and its process.</param>
    /// <param name="call">The call; it is disposed.</param>
    /// <param name="head">The first message.</param>
    /// <param name="content">The content, read to its end.</param>
    /// <param name="length">How many bytes it must have; null for any number.</param>
    /// <param name="wrap">Makes a message of a piece, which is used again once the message is sent.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="RpcException">The process refused.</exception>
    /// <exception cref="ComponentException">The content has another length, or the process took too long.</exception>
    public static async Task<TResponse> SendAsync<TRequest, TResponse>(
        this ComponentLink link,
        AsyncClientStreamingCall<TRequest, TResponse> call,
        TRequest head,
        Stream content,
        long? length,
        Func<ByteString, TRequest> wrap,
        CancellationToken cancellationToken)
    {
        using var own = call;
        var buffer = new byte[PieceSize];
        long sent = 0;
        if (!await TryWriteAsync(link, call, head, cancellationToken).ConfigureAwait(false))
            return await RefusedAsync(link, call, cancellationToken).ConfigureAwait(false);
        while (await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var read)
        {
            sent += read;
            if (sent > length)
                throw new ComponentException($"the content is longer than the {length} bytes that were announced");
            if (!await TryWriteAsync(link, call, wrap(UnsafeByteOperations.UnsafeWrap(buffer.AsMemory(0, read))), cancellationToken).ConfigureAwait(false))
                return await RefusedAsync(link, call, cancellationToken).ConfigureAwait(false);
        }

        if (sent < length)
            throw new ComponentException($"the content ended after {sent} of the {length} bytes that were announced");
        await link.WithinAsync(call.RequestStream.CompleteAsync(), cancellationToken).ConfigureAwait(false);
        await link.WithinAsync(call.ResponseAsync, cancellationToken).ConfigureAwait(false);
        return await call.ResponseAsync.ConfigureAwait(false);
    }

    // False when the process has ended the call: its answer says why.
    private static async Task<bool> TryWriteAsync<TRequest, TResponse>(
        ComponentLink link, AsyncClientStreamingCall<TRequest, TResponse> call, TRequest message, CancellationToken cancellationToken)
    {
        if (call.ResponseAsync.IsCompleted)
            return false;
        try
        {
            await link.WithinAsync(call.RequestStream.WriteAsync(message, CancellationToken.None), cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (exception is RpcException or InvalidOperationException or IOException)
        {
            return false;
        }
    }

    private static async Task<TResponse> RefusedAsync<TRequest, TResponse>(
        ComponentLink link, AsyncClientStreamingCall<TRequest, TResponse> call, CancellationToken cancellationToken)
    {
        await link.WithinAsync(call.ResponseAsync, cancellationToken).ConfigureAwait(false);
        throw new ComponentException("the process answered before it had the whole content; whether it keeps any of it is unknown");
    }
}
