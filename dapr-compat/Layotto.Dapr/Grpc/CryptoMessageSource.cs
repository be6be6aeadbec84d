using Grpc.Core;
using Layotto.Runtime.Crypto;
using Common = Layotto.Protos.Dapr.Common.V1;

namespace Layotto.Dapr.Grpc;

/// <summary>The payloads of a stream of messages, whose sequence numbers must go up from 0 without a gap.</summary>
/// <typeparam name="TRequest">The message.</typeparam>
/// <param name="messages">The stream.</param>
/// <param name="payloadOf">The payload of a message, or null.</param>
/// <param name="hasOptions">Whether a message has options, which only the first may.</param>
/// <param name="time">The clock that the wait for the first message goes by.</param>
internal sealed class CryptoMessageSource<TRequest>(
    IAsyncStreamReader<TRequest> messages, Func<TRequest, Common.StreamPayload?> payloadOf, Func<TRequest, bool> hasOptions, TimeProvider? time = null)
    : ICryptoSource
    where TRequest : class
{
    /// <summary>How long a caller may take to send the first message: as long as in Dapr.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private ReadOnlyMemory<byte> _current;
    private ulong _expected;

    /// <summary>Waits for the first message; its payload is the first part of the stream.</summary>
    /// <exception cref="Runtime.Errors.ApiException">It doesn't come.</exception>
    public async ValueTask<TRequest> ReadFirstAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!await messages.MoveNext(cancellationToken).WaitAsync(Patience, time ?? TimeProvider.System, cancellationToken).ConfigureAwait(false))
                throw CryptoMessages.Bad("the stream ended before its first message, which has the options");
        }
        catch (TimeoutException)
        {
            throw CryptoMessages.Bad($"the first message, which has the options, didn't come within {Patience.TotalSeconds}s");
        }

        Take(messages.Current);
        return messages.Current;
    }

    /// <inheritdoc/>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (_current.IsEmpty)
        {
            if (!await messages.MoveNext(cancellationToken).ConfigureAwait(false))
                return 0;
            if (hasOptions(messages.Current))
                throw CryptoMessages.Failed("options found in non-leading message");
            Take(messages.Current);
        }

        var count = Math.Min(buffer.Length, _current.Length);
        _current[..count].CopyTo(buffer);
        _current = _current[count..];
        return count;
    }

    private void Take(TRequest message)
    {
        if (payloadOf(message) is not { } payload)
            return;
        if (payload.Seq != _expected)
            throw CryptoMessages.Failed($"invalid sequence number received: {payload.Seq} (expected: {_expected})");
        _expected++;
        _current = payload.Data.Memory;
    }
}
