namespace Layotto.Runtime.State;

/// <summary>A transaction whose messages are published if and only if it is committed.</summary>
public interface IOutboxTransaction
{
    /// <summary>The operations to execute.</summary>
    IReadOnlyList<StateOperation> Operations { get; }

    /// <summary>The rows that have to be written with them, by their keys in the store. They hold the messages.</summary>
    IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>> Markers { get; }

    /// <summary>Does what has to be done before the commit.</summary>
    /// <exception cref="Errors.ApiException">It can't be; nothing may be committed.</exception>
    ValueTask PrepareAsync(CancellationToken cancellationToken);

    /// <summary>Is told how the commit went.</summary>
    void Complete(bool isCommitted);
}
