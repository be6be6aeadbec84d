using System.Buffers;
using System.IO.Pipelines;
using Layotto.Http.Http2;

namespace Layotto.Dapr.Invocation;

/// <summary>
/// The messages of a gRPC call that is passed on. Where the call may be made again, the first of them are kept as they go by; a call that
/// sends more than that can't be.
/// </summary>
/// <param name="reader">Where they come from.</param>
/// <param name="maxMessage">The most bytes a message may have.</param>
/// <param name="keeps">Whether to keep them.</param>
internal sealed class ProxiedBody(PipeReader reader, long maxMessage, bool keeps)
{
    private const int MostKept = 64 * 1024;

    private readonly FrameGuard _guard = new(maxMessage);
    private ArrayBufferWriter<byte>? _kept;
    private bool _keeps = keeps;
    private bool _hasBegun;
    private bool _ended;
    private volatile bool _isStopped;

    // What came whole in one piece stays where it came.
    private ReadOnlySequence<byte> _held;
    private bool _isHeld;

    /// <summary>Whether a policy can still make the call with all of them.</summary>
    public bool IsWhole => !_hasBegun || (_keeps && (_isHeld || _kept is not null));

    /// <summary>Whether the call can be sent again that nobody has looked at.</summary>
    public bool CanRestart => IsWhole || _isHeld;

    /// <summary>Writes them: what was kept, and what comes.</summary>
    public async Task CopyToAsync(Stream stream, CancellationToken cancellationToken)
    {
        if (_kept is { WrittenCount: > 0 } kept)
            await stream.WriteAsync(kept.WrittenMemory.ToArray(), cancellationToken).ConfigureAwait(false);
        while (!_ended)
        {
            if (!reader.TryRead(out var result))
            {
                await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
                result = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            }

            _hasBegun = true;
            _ended = result.IsCompleted;
            var end = result.Buffer.End;
            Keep(result.Buffer);
            try
            {
                foreach (var segment in result.Buffer)
                {
                    _guard.Pass(segment.Span);
                    await stream.WriteAsync(segment, cancellationToken).ConfigureAwait(false);
                }
            }
            finally
            {
                reader.AdvanceTo(end);
            }
        }
    }

    /// <summary>Sends them: what was kept, and what comes, until the stream takes no more or <see cref="Stop"/>.</summary>
    public async Task PumpAsync(Http2Stream stream)
    {
        if (_isHeld)
        {
            await stream.SendAsync(_held, isEnd: true).ConfigureAwait(false);
            return;
        }

        if (_hasBegun && !await stream.SendAsync(new ReadOnlySequence<byte>(_kept?.WrittenMemory ?? default), _ended).ConfigureAwait(false))
            return;
        while (!_ended)
        {
            if (!reader.TryRead(out var result))
            {
                stream.Flush();
                result = await reader.ReadAsync().ConfigureAwait(false);
            }

            if (_isStopped || result.IsCanceled)
            {
                reader.AdvanceTo(result.Buffer.Start);
                if (_isStopped)
                    return;
                continue;
            }

            if (!await SendAsync(stream, result).ConfigureAwait(false))
                return;
        }
    }

    /// <summary>Has the pump end soon.</summary>
    public void Stop()
    {
        _isStopped = true;
        reader.CancelPendingRead();
    }

    /// <summary>Lets another pump begin.</summary>
    public void Resume() => _isStopped = false;

    /// <summary>Gives what is held back to where it came from.</summary>
    public void Release()
    {
        if (!_isHeld)
            return;
        _isHeld = false;
        reader.AdvanceTo(_held.End);
    }

    private ValueTask<bool> SendAsync(Http2Stream stream, in ReadResult result)
    {
        var buffer = result.Buffer;
        var isFirst = !_hasBegun;
        _hasBegun = true;
        _ended = result.IsCompleted;
        try
        {
            foreach (var segment in buffer)
                _guard.Pass(segment.Span);
        }
        catch
        {
            reader.AdvanceTo(buffer.End);
            throw;
        }

        if (isFirst && _ended && buffer.Length <= MostKept)
        {
            _held = buffer;
            _isHeld = true;
            return stream.SendAsync(buffer, isEnd: true);
        }

        Keep(buffer);
        return SendAsync(stream, buffer);
    }

    private async ValueTask<bool> SendAsync(Http2Stream stream, ReadOnlySequence<byte> buffer)
    {
        try
        {
            return await stream.SendAsync(buffer, _ended).ConfigureAwait(false);
        }
        finally
        {
            reader.AdvanceTo(buffer.End);
        }
    }

    private void Keep(in ReadOnlySequence<byte> bytes)
    {
        if (!_keeps)
            return;
        _kept ??= new ArrayBufferWriter<byte>();
        if (_kept.WrittenCount + bytes.Length > MostKept)
        {
            _kept = null;
            _keeps = false;
            return;
        }

        foreach (var segment in bytes)
            _kept.Write(segment.Span);
    }
}
