namespace Layotto.Runtime.Crypto;

/// <summary>Where a stream of plaintext or ciphertext goes to.</summary>
public interface ICryptoSink
{
    /// <summary>Writes the next part of the stream.</summary>
    /// <param name="data">The part; the memory is used anew once the task is done.</param>
    /// <param name="cancellationToken">Ends the wait for a slow reader.</param>
    ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken);
}
