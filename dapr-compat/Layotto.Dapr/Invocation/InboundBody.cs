using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Layotto.Dapr.Invocation;

/// <summary>
/// The body of a request that is passed on. It streams; a short one whose length is known is kept whole where that costs no wait, or
/// where a failed call may be tried again, and can then be sent more than once.
/// </summary>
internal sealed class InboundBody
{
    /// <summary>The longest body that is kept.</summary>
    public const int LongestKept = 32 * 1024;

    private readonly long _limit;
    private byte[]? _kept;
    private readonly PipeReader _reader;
    private long _read;

    private InboundBody(PipeReader reader, long? length, long limit)
    {
        _reader = reader;
        Length = length;
        _limit = limit;
    }

    /// <summary>Its length; null when that isn't known.</summary>
    public long? Length { get; }

    /// <summary>Whether it is kept, and can be sent again.</summary>
    public bool IsKept => _kept is not null;

    /// <summary>The whole of it, where it is kept.</summary>
    public ReadOnlyMemory<byte> Kept => _kept.AsMemory(0, _kept is null ? 0 : (int)Length!.Value);

    /// <summary>The body of a request; null when it has none.</summary>
    /// <param name="context">The request.</param>
    /// <param name="limit">The most bytes it may have.</param>
    /// <exception cref="InvocationException">It announces more than that.</exception>
    public static InboundBody? Of(HttpContext context, long limit)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
            return null;
        var length = context.Request.ContentLength;
        if (length > limit)
            throw TooLarge(limit);
        return new InboundBody(context.Request.BodyReader, length, limit);
    }

    /// <summary>Keeps the body if it is short.</summary>
    /// <param name="waits">Whether to wait for all of it; else it is kept only if it is there.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask KeepAsync(bool waits, CancellationToken cancellationToken)
    {
        if (Length is not (> 0 and <= LongestKept))
            return ValueTask.CompletedTask;
        if (_reader.TryRead(out var result) && TryKeep(result))
            return ValueTask.CompletedTask;
        return waits ? WaitAsync(cancellationToken) : ValueTask.CompletedTask;
    }

    /// <summary>Takes the next piece if it is there.</summary>
    /// <exception cref="InvocationException">There is more than a body may have.</exception>
    public bool TryRead(out ReadResult result) => _reader.TryRead(out result) && Counted(result);

    /// <summary>Waits for the next piece.</summary>
    /// <exception cref="InvocationException">There is more than a body may have.</exception>
    public async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken)
    {
        var result = await _reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        Counted(result);
        return result;
    }

    /// <summary>Lets go of a piece.</summary>
    public void AdvanceTo(SequencePosition end) => _reader.AdvanceTo(end);

    /// <summary>Gives the memory of a kept body back. Nobody may read it any more.</summary>
    public void Release()
    {
        if (Interlocked.Exchange(ref _kept, null) is { } buffer)
            ArrayPool<byte>.Shared.Return(buffer);
    }

    private bool Counted(in ReadResult result)
    {
        _read += result.Buffer.Length;
        if (_read <= _limit)
            return true;
        _reader.AdvanceTo(result.Buffer.End);
        throw TooLarge(_limit);
    }

    private static InvocationException TooLarge(long limit)
        => BodyLimit.TooLarge(limit);

    private async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await _reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            var ended = result.IsCompleted;
            if (TryKeep(result))
                return;
            if (ended)
                throw new InvocationException("the body of the request ended early");
        }
    }

    private bool TryKeep(in ReadResult result)
    {
        var length = (int)Length!.Value;
        if (result.Buffer.Length < length)
        {
            _reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            return false;
        }

        _kept = ArrayPool<byte>.Shared.Rent(length);
        result.Buffer.Slice(0, length).CopyTo(_kept);
        _reader.AdvanceTo(result.Buffer.GetPosition(length));
        return true;
    }
}
