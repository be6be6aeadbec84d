using System.Buffers;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Layotto.Grpc.Hosting;

/// <summary>
/// Tells HTTP/2 by prior knowledge from HTTP/1.1 on one cleartext endpoint, by the connection preface of RFC 9113 3.4.
/// The bytes stay where they are; Kestrel reads them again.
/// </summary>
/// <param name="next">What serves the connection.</param>
/// <param name="timeout">How long the first bytes may take.</param>
/// <param name="runsInline">Whether completions run inline, which only HTTP/1.1 gains by on the way out.</param>
internal sealed class ProtocolSniffer(ConnectionDelegate next, TimeSpan timeout, bool runsInline)
{
    private static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    public async Task OnConnectionAsync(ConnectionContext connection)
    {
        if (await IsHttp2Async(connection).ConfigureAwait(false) is not { } isHttp2)
            return;
        if (isHttp2)
            PriorKnowledgeFeature.ApplyTo(connection.Features);
        if (isHttp2 && runsInline)
            await CoalescedOutput.ServeAsync(connection, next).ConfigureAwait(false);
        else
            await next(connection).ConfigureAwait(false);
    }

    /// <summary>Null if the connection ended, or has to, before it could be told.</summary>
    private async Task<bool?> IsHttp2Async(ConnectionContext connection)
    {
        var input = connection.Transport.Input;
        if (input.TryRead(out var first) && Examine(connection, first) is { } known)
            return known;
        var stopping = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stopping, connection.ConnectionClosed);
        patience.CancelAfter(timeout);
        try
        {
            while (true)
            {
                var result = await input.ReadAsync(patience.Token).ConfigureAwait(false);
                if (Examine(connection, result) is { } found)
                    return found;
                if (result.IsCompleted)
                    return null;
            }
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static bool? Examine(ConnectionContext connection, in System.IO.Pipelines.ReadResult result)
    {
        var buffer = result.Buffer;
        var verdict = Compare(buffer);
        if (verdict is null)
            connection.Transport.Input.AdvanceTo(buffer.Start, buffer.End);
        else
            connection.Transport.Input.AdvanceTo(buffer.Start);
        return verdict;
    }

    private static bool? Compare(in ReadOnlySequence<byte> buffer)
    {
        Span<byte> head = stackalloc byte[Preface.Length];
        var length = (int)Math.Min(buffer.Length, head.Length);
        buffer.Slice(0, length).CopyTo(head);
        if (!Preface.StartsWith(head[..length]))
            return false;
        return length == Preface.Length ? true : null;
    }
}
