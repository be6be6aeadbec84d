namespace Layotto.Runtime.Crypto;

/// <summary>Where a stream of plaintext or ciphertext comes from.</summary>
public interface ICryptoSource
{
    /// <summary>Reads what there is, waiting for at least one byte.</summary>
    /// <param name="buffer">Where it goes; never empty.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many bytes were read; 0 at the end of the stream.</returns>
    ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken);
}
