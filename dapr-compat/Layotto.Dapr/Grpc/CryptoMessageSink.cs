using Google.Protobuf;
using Grpc.Core;
using Layotto.Runtime.Crypto;
using Common = Layotto.Protos.Dapr.Common.V1;

namespace Layotto.Dapr.Grpc;

/// <summary>Sends each part of a stream as a message, with sequence numbers from 0 up.</summary>
/// <typeparam name="TResponse">The message.</typeparam>
/// <param name="messages">The stream.</param>
/// <param name="wrap">Makes a message of a payload.</param>
internal sealed class CryptoMessageSink<TResponse>(IServerStreamWriter<TResponse> messages, Func<Common.StreamPayload, TResponse> wrap) : ICryptoSink
    where TResponse : class
{
    private ulong _sequence;

    /// <inheritdoc/>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        // The message is serialised before the task is done, so the memory may be used anew afterwards.
        if (!data.IsEmpty)
            await messages.WriteAsync(wrap(new Common.StreamPayload { Data = UnsafeByteOperations.UnsafeWrap(data), Seq = _sequence++ }), cancellationToken).ConfigureAwait(false);
    }
}
