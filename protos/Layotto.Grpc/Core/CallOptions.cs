namespace Grpc.Core;

/// <summary>Options of one call by a client.</summary>
public readonly struct CallOptions
{
    /// <summary>Makes options.</summary>
    /// <param name="headers">The request metadata, or null for none.</param>
    /// <param name="deadline">The UTC time at which the call ends, or null for never.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <param name="writeOptions">Options of the messages written, or null for the default.</param>
    /// <param name="propagationToken">A server call whose deadline and cancellation also hold for this call, or null.</param>
#pragma warning disable CA1068 // The official order, which callers may rely on without names.
    public CallOptions(
#pragma warning restore CA1068
        Metadata? headers = null,
        DateTime? deadline = null,
        CancellationToken cancellationToken = default,
        WriteOptions? writeOptions = null,
        ContextPropagationToken? propagationToken = null)
    {
        Headers = headers;
        Deadline = deadline;
        CancellationToken = cancellationToken;
        WriteOptions = writeOptions;
        PropagationToken = propagationToken;
        IsWaitForReady = false;
    }

    private CallOptions(in CallOptions other)
    {
        Headers = other.Headers;
        Deadline = other.Deadline;
        CancellationToken = other.CancellationToken;
        WriteOptions = other.WriteOptions;
        PropagationToken = other.PropagationToken;
        IsWaitForReady = other.IsWaitForReady;
    }

    /// <summary>The request metadata.</summary>
    public Metadata? Headers { get; private init; }

    /// <summary>The UTC time at which the call ends.</summary>
    public DateTime? Deadline { get; private init; }

    /// <summary>Cancels the call.</summary>
    public CancellationToken CancellationToken { get; private init; }

    /// <summary>Options of the messages written.</summary>
    public WriteOptions? WriteOptions { get; private init; }

    /// <summary>A server call whose deadline and cancellation also hold for this call.</summary>
    public ContextPropagationToken? PropagationToken { get; private init; }

    /// <summary>Whether the call waits for a connection instead of failing when there is none.</summary>
    public bool IsWaitForReady { get; private init; }

    /// <summary>The same options with other headers.</summary>
    /// <param name="headers">The request metadata.</param>
    public CallOptions WithHeaders(Metadata headers) => new(in this) { Headers = headers };

    /// <summary>The same options with another deadline.</summary>
    /// <param name="deadline">The UTC time at which the call ends.</param>
    public CallOptions WithDeadline(DateTime deadline) => new(in this) { Deadline = deadline };

    /// <summary>The same options with another cancellation.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    public CallOptions WithCancellationToken(CancellationToken cancellationToken) =>
        new(in this) { CancellationToken = cancellationToken };

    /// <summary>The same options with other write options.</summary>
    /// <param name="writeOptions">Options of the messages written.</param>
    public CallOptions WithWriteOptions(WriteOptions writeOptions) => new(in this) { WriteOptions = writeOptions };

    /// <summary>The same options with another propagated call.</summary>
    /// <param name="propagationToken">A server call whose deadline and cancellation also hold for this call.</param>
    public CallOptions WithPropagationToken(ContextPropagationToken propagationToken) =>
        new(in this) { PropagationToken = propagationToken };

    /// <summary>The same options, waiting for a connection or not.</summary>
    /// <param name="waitForReady">Whether to wait.</param>
    public CallOptions WithWaitForReady(bool waitForReady = true) => new(in this) { IsWaitForReady = waitForReady };
}
