using System.Buffers;
using System.Buffers.Binary;

namespace Layotto.Http.Http2;

/// <content>What is sent.</content>
internal sealed partial class Http2Connection : IThreadPoolWorkItem
{
    // Bodies wait for those before them to leave; heads and what keeps the connection going don't.
    private const int MaxUnsent = 128 * 1024;
    private const int LargestKeptBuffer = 256 * 1024;

    // What only answers the server waits for the server to read it.
    private const int MaxUnsentAnswers = 1000;

    private const int InitialWindow = 65535;

    private readonly Hpack.HpackEncoder _encoder = new();
    private readonly Http2HeadWriter _head;
    private readonly Queue<Http2Stream> _blocked = [];
    private OutputBuffer _output = new();
    private OutputBuffer _sending = new();
    private bool _isFlushing;
    private bool _isSending;
    private int _unsentAnswers;
    private long _sendWindow = InitialWindow;
    private int _peerStreamWindow = InitialWindow;
    private int _peerFrameSize = FrameHeader.MaxPayload;

    /// <summary>Adds as much of a body as there is room for.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="rest">The body; what is left of it afterwards.</param>
    /// <param name="isEnd">Whether it ends with that.</param>
    /// <param name="room">Where it is blocked, completes when there may be room again.</param>
    public SendResult Send(Http2Stream stream, ref ReadOnlySequence<byte> rest, bool isEnd, out ValueTask room)
    {
        room = default;
        SendResult result;
        bool flushes, isRemoved = false;
        lock (_lock)
        {
            if (stream.IsSendClosed)
                return SendResult.Closed;
            AppendData(stream, ref rest, isEnd);
            if (!rest.IsEmpty)
            {
                room = stream.BeginSenderWait();
                if (stream.SendWindow > 0 && !stream.IsInLine)
                {
                    stream.IsInLine = true;
                    _blocked.Enqueue(stream);
                }

                result = SendResult.Blocked;
            }
            else
            {
                if (isEnd)
                {
                    stream.IsSendClosed = true;
                    isRemoved = stream.IsReceiveClosed && Remove(stream);
                }

                result = SendResult.Done;
            }

            flushes = BeginFlush();
        }

        if (isRemoved)
            OnRemoved();
        if (flushes)
            StartFlush();
        return result;
    }

    /// <summary>Sends what waits.</summary>
    public void Flush()
    {
        bool flushes;
        lock (_lock)
            flushes = BeginFlush();
        if (flushes)
            StartFlush();
    }

    /// <summary>Bytes of bodies were read, so the server may send as many more.</summary>
    /// <param name="stream">Whose body; null where no more comes of it.</param>
    /// <param name="length">How many.</param>
    public void Credit(Http2Stream? stream, int length)
    {
        bool flushes;
        lock (_lock)
        {
            CreditConnection(length);
            if (stream is { IsReceiveClosed: false })
            {
                stream.ReadSinceUpdate += length;
                if (stream.ReadSinceUpdate >= _options.StreamWindow / 2)
                {
                    AppendWindowUpdate(stream.Id, stream.ReadSinceUpdate);
                    stream.ReceiveWindow += stream.ReadSinceUpdate;
                    stream.ReadSinceUpdate = 0;
                }
            }

            flushes = BeginFlush();
        }

        if (flushes)
            StartFlush();
    }

    void IThreadPoolWorkItem.Execute() => SendWaiting();

    // Under the lock.
    private void CreditConnection(int length)
    {
        _readSinceUpdate += length;
        if (_readSinceUpdate < _options.ConnectionWindow / 2)
            return;
        AppendWindowUpdate(0, _readSinceUpdate);
        _receiveWindow += _readSinceUpdate;
        _readSinceUpdate = 0;
    }

    // Under the lock, as all that adds to the output.
    private void AppendData(Http2Stream stream, ref ReadOnlySequence<byte> rest, bool isEnd)
    {
        while (true)
        {
            var left = rest.Length;
            var length = (int)Math.Min(Math.Min(left, Math.Min(stream.SendWindow, _sendWindow)), Math.Min(_peerFrameSize, FrameHeader.MaxPayload));
            if (left == 0 ? !isEnd : length <= 0 || _output.Length >= MaxUnsent)
                return;
            var isLast = isEnd && length == left;
            AppendFrame(new FrameHeader(length, FrameType.Data, isLast ? FrameFlags.EndStream : FrameFlags.None, stream.Id));
            var piece = rest.Slice(0, length);
            piece.CopyTo(_output.GetSpan(length));
            _output.Advance(length);
            stream.SendWindow -= length;
            _sendWindow -= length;
            _budget = Math.Min(Budget, _budget + 10);
            rest = rest.Slice(length);
            if (rest.IsEmpty)
                return;
        }
    }

    private void AppendHead(int id, IHttp2RequestHead head)
    {
        var start = _output.Length;
        _output.Advance(_output.GetSpan(FrameHeader.Size)[..FrameHeader.Size].Length);
        try
        {
            _head.Write(_output, head, _pool.Authority);
        }
        catch
        {
            // What the encoder has kept the server will never see, so the two no longer agree.
            _output.Truncate(start);
            _isDraining = true;
            throw;
        }

        var length = _output.Length - start - FrameHeader.Size;
        var most = _peerFrameSize;
        var first = Math.Min(length, most);
        new FrameHeader(first, FrameType.Headers, first == length ? FrameFlags.EndHeaders : FrameFlags.None, id).Write(_output.Span[start..]);
        for (var position = start + FrameHeader.Size + first; (length -= first) > 0; position += FrameHeader.Size + first)
        {
            first = Math.Min(length, most);
            _output.Insert(position, FrameHeader.Size);
            new FrameHeader(first, FrameType.Continuation, first == length ? FrameFlags.EndHeaders : FrameFlags.None, id).Write(_output.Span[position..]);
        }
    }

    private void AppendPreface()
    {
        lock (_lock)
        {
            _output.Append("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8);
            AppendFrame(new FrameHeader(18, FrameType.Settings, FrameFlags.None, 0));
            AppendSetting(SettingId.EnablePush, 0);
            AppendSetting(SettingId.InitialWindowSize, _options.StreamWindow);
            AppendSetting(SettingId.MaxHeaderListSize, _options.MaxHeaderSize);
            AppendWindowUpdate(0, _options.ConnectionWindow - InitialWindow);
            _receiveWindow = _options.ConnectionWindow;
        }
    }

    private void AppendSetting(SettingId id, int value)
    {
        var target = _output.GetSpan(6);
        BinaryPrimitives.WriteUInt16BigEndian(target, (ushort)id);
        BinaryPrimitives.WriteInt32BigEndian(target[2..], value);
        _output.Advance(6);
    }

    private void AppendWindowUpdate(int id, int increment) => AppendNumber(FrameType.WindowUpdate, id, (uint)increment);

    private void AppendReset(int id, Http2ErrorCode code) => AppendNumber(FrameType.Reset, id, (uint)code);

    private void AppendNumber(FrameType type, int id, uint number)
    {
        AppendFrame(new FrameHeader(4, type, FrameFlags.None, id));
        BinaryPrimitives.WriteUInt32BigEndian(_output.GetSpan(4), number);
        _output.Advance(4);
    }

    private void AppendAnswer(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        if (++_unsentAnswers > MaxUnsentAnswers)
            throw Http2Exception.Broken(Http2ErrorCode.EnhanceYourCalm, "The server asks for answers and doesn't read them.");
        AppendFrame(header);
        _output.Append(payload);
    }

    private void AppendGoAway(Http2ErrorCode code)
    {
        AppendFrame(new FrameHeader(8, FrameType.GoAway, FrameFlags.None, 0));
        var target = _output.GetSpan(8);
        BinaryPrimitives.WriteInt32BigEndian(target, 0);
        BinaryPrimitives.WriteUInt32BigEndian(target[4..], (uint)code);
        _output.Advance(8);
    }

    private void AppendFrame(FrameHeader header)
    {
        header.Write(_output.GetSpan(FrameHeader.Size));
        _output.Advance(FrameHeader.Size);
    }

    // Under the lock. Whoever gets true has to start the sender once the lock is free.
    private bool BeginFlush()
    {
        if (_isFlushing || _output.Length == 0 || _closeReason is not null)
            return false;
        _isFlushing = true;
        return true;
    }

    // With several streams under way others are about to add something, and it all leaves at once; a single one needn't wait for others.
    private void StartFlush()
    {
        if (_streams.Count > 1)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        else
            SendWaiting();
    }

    private void SendWaiting()
    {
        while (TakeOutput())
        {
            ValueTask sending;
            try
            {
                sending = _wire.WriteAsync(_sending.Memory, CancellationToken.None);
            }
            catch (Exception exception)
            {
                Close(Reason(exception));
                return;
            }

            if (!sending.IsCompletedSuccessfully)
            {
                _ = SendSlowlyAsync(sending);
                return;
            }

            sending.GetAwaiter().GetResult();
            WakeBlocked();
        }
    }

    private async Task SendSlowlyAsync(ValueTask sending)
    {
        try
        {
            await sending.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Close(Reason(exception));
            return;
        }

        WakeBlocked();
        SendWaiting();
    }

    private bool TakeOutput()
    {
        lock (_lock)
        {
            _sending.Clear(LargestKeptBuffer);
            if (_output.Length == 0 || _closeReason is not null)
            {
                _isFlushing = _isSending = false;
                return false;
            }

            _isSending = true;

            (_output, _sending) = (_sending, _output);
            _unsentAnswers = 0;
            return true;
        }
    }

    // Each of those that wait for room gets a turn; those that need more wait again behind the others.
    private void WakeBlocked()
    {
        int count;
        lock (_lock)
            count = _sendWindow > 0 ? _blocked.Count : 0;
        for (; count > 0; count--)
        {
            SendSignal? sender = null;
            lock (_lock)
            {
                if (_blocked.TryDequeue(out var stream))
                {
                    stream.IsInLine = false;
                    sender = stream.EndSenderWait();
                }
            }

            sender?.Set();
        }
    }

    private static Http2Exception Lost(Exception? cause) => new(Http2Failure.Lost, Http2ErrorCode.NoError, "The connection to the server was lost.", cause);
}
