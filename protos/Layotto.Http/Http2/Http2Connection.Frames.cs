using System.Buffers.Binary;

namespace Layotto.Http.Http2;

/// <content>What the server's frames mean. All of it is the reading loop's.</content>
internal sealed partial class Http2Connection
{
    // How many frames that move nothing on a server may send between two ticks; those that do earn it more.
    private const int Budget = 5000;

    private int _budget = Budget;
    private bool _hasSettings;
    private bool _isAcknowledged;
    private long _settingsSent;
    private int _receiveWindow;
    private int _readSinceUpdate;

    private bool HasSpoken => _hasSettings;

    private static Http2Exception Broken(Http2ErrorCode code, string message) => Http2Exception.Broken(code, message);

    private void OnFrame(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        if (!_hasSettings && (header.Type != FrameType.Settings || header.Flags.HasFlag(FrameFlags.Acknowledges)))
            throw WithoutSettings(header, payload);
        if (_blockStream != 0 && (header.Type != FrameType.Continuation || header.StreamId != _blockStream))
            throw Broken(Http2ErrorCode.ProtocolError, "The server sent another frame in the middle of a header block.");
        switch (header.Type)
        {
            case FrameType.Data:
                OnData(header, payload);
                break;
            case FrameType.Headers:
                OnHeaders(header, payload);
                break;
            case FrameType.Continuation:
                OnContinuation(header, payload);
                break;
            case FrameType.Reset:
                OnReset(header, payload);
                break;
            case FrameType.Settings:
                OnSettings(header, payload);
                break;
            case FrameType.Ping:
                OnPing(header, payload);
                break;
            case FrameType.GoAway:
                OnGoAway(header, payload);
                break;
            case FrameType.WindowUpdate:
                OnWindowUpdate(header, payload);
                break;
            case FrameType.PushPromise:
                throw Broken(Http2ErrorCode.ProtocolError, "The server pushes a response, which it was told not to do.");
            case FrameType.Priority when header.StreamId == 0:
                throw Broken(Http2ErrorCode.ProtocolError, "The server sent a priority of no stream.");
            case FrameType.Priority when header.Length != 5:
                throw Broken(Http2ErrorCode.FrameSizeError, "The server sent a priority of a wrong size.");
            default:
                Spend();
                break;
        }
    }

    // A server of HTTP/1 that knows the preface says what it wants.
    private Exception WithoutSettings(FrameHeader header, ReadOnlySpan<byte> payload)
        => header is { Type: FrameType.GoAway, Length: >= 8 } && BinaryPrimitives.ReadUInt32BigEndian(payload[4..]) == (uint)Http2ErrorCode.Http11Required
            ? new UpstreamUnavailableException(_pool.AsksForHttp1)
            : Broken(Http2ErrorCode.ProtocolError, "The server's first frame has no settings.");

    private void Spend()
    {
        if (--_budget < 0)
            throw Broken(Http2ErrorCode.EnhanceYourCalm, "The server sends too much that moves nothing on.");
    }

    private void OnData(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        RequireKnown(header);
        var data = WithoutPadding(header, payload);
        Http2Stream? stream;
        lock (_lock)
        {
            _receiveWindow -= header.Length;
            if (_receiveWindow < 0)
                throw Broken(Http2ErrorCode.FlowControlError, "The server sent more than the connection's window allows.");
            if (_streams.TryGetValue(header.StreamId, out stream))
            {
                stream.ReceiveWindow -= header.Length;
                if (stream.ReceiveWindow < 0)
                    throw Broken(Http2ErrorCode.FlowControlError, "The server sent more than the stream's window allows.");
            }

            var isEnd = header.Flags.HasFlag(FrameFlags.EndStream);
            if (data.IsEmpty && !isEnd)
                Spend();
            else if (stream is not null)
                _budget = Math.Min(Budget, _budget + 1);
        }

        if (stream is null)
        {
            Spend();
            Credit(null, header.Length);
            return;
        }

        var ends = header.Flags.HasFlag(FrameFlags.EndStream);
        if (!stream.OnData(data, ends, out var error))
        {
            Credit(null, header.Length);
            if (error is not null)
                Refuse(stream, Http2Exception.Broken(Http2ErrorCode.ProtocolError, error));
            return;
        }

        if (header.Length > data.Length)
            Credit(ends ? null : stream, header.Length - data.Length);
        if (ends)
            OnEnd(stream);
        AddNews(stream);
    }

    private void OnEnd(Http2Stream stream)
    {
        bool isRemoved;
        lock (_lock)
        {
            stream.IsReceiveClosed = true;
            isRemoved = stream.IsSendClosed && Remove(stream);
        }

        if (isRemoved)
            OnRemoved();
    }

    private void OnReset(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        RequireSize(header, 4);
        RequireKnown(header);
        Spend();
        var code = (Http2ErrorCode)BinaryPrimitives.ReadUInt32BigEndian(payload);
        SendSignal? sender;
        Http2Stream? stream;
        bool isRemoved;
        lock (_lock)
        {
            if (!_streams.TryGetValue(header.StreamId, out stream))
                return;
            sender = Finish(stream, out isRemoved);
        }

        stream.Fail(new Http2Exception(
            code == Http2ErrorCode.RefusedStream ? Http2Failure.Refused : Http2Failure.Reset, code, $"The server reset the stream with the error code 0x{(uint)code:x}."));
        AddNews(stream);
        sender?.Set();
        if (isRemoved)
            OnRemoved();
    }

    // The server broke the rules for one stream only.
    private void Refuse(Http2Stream stream, Http2Exception failure)
    {
        stream.Fail(failure);
        Reset(stream, failure.Code);
        AddNews(stream);
    }

    private void OnPing(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        RequireSize(header, 8);
        RequireConnection(header);
        Spend();
        if (header.Flags.HasFlag(FrameFlags.Acknowledges))
            return;
        lock (_lock)
            AppendAnswer(header with { Flags = FrameFlags.Acknowledges }, payload);
    }

    private void OnGoAway(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        RequireConnection(header);
        if (header.Length < 8)
            throw Broken(Http2ErrorCode.FrameSizeError, "The server sent a GOAWAY that is too short.");
        Spend();
        var last = (int)(BinaryPrimitives.ReadUInt32BigEndian(payload) & int.MaxValue);
        var code = (Http2ErrorCode)BinaryPrimitives.ReadUInt32BigEndian(payload[4..]);
        List<(Http2Stream Stream, SendSignal? Sender)> refused = [];
        bool isOver;
        lock (_lock)
        {
            _isDraining = true;
            foreach (var stream in _streams.Values)
            {
                if (stream.Id > last)
                    refused.Add((stream, null));
            }

            for (var index = 0; index < refused.Count; index++)
                refused[index] = (refused[index].Stream, Finish(refused[index].Stream, out _));
            isOver = _streams.Count == 0;
        }

        _pool.OnDraining(this);
        foreach (var (stream, sender) in refused)
        {
            stream.Fail(new Http2Exception(Http2Failure.Refused, code == Http2ErrorCode.NoError ? Http2ErrorCode.RefusedStream : code, $"The server takes no more requests on the connection (error code 0x{(uint)code:x})."));
            AddNews(stream);
            sender?.Set();
        }

        if (isOver)
            Drain();
    }

    private void OnWindowUpdate(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        RequireSize(header, 4);
        Spend();
        var increment = (int)(BinaryPrimitives.ReadUInt32BigEndian(payload) & int.MaxValue);
        if (header.StreamId == 0)
        {
            lock (_lock)
            {
                _sendWindow += increment;
                if (increment == 0 || _sendWindow > int.MaxValue)
                    throw Broken(increment == 0 ? Http2ErrorCode.ProtocolError : Http2ErrorCode.FlowControlError, "The server changed the connection's window by nothing, or to more than there is.");
            }

            WakeBlocked();
            return;
        }

        RequireKnown(header);
        SendSignal? sender = null;
        Http2Stream? stream;
        bool isBroken;
        lock (_lock)
        {
            if (!_streams.TryGetValue(header.StreamId, out stream))
                return;
            stream.SendWindow += increment;
            isBroken = increment == 0 || stream.SendWindow > int.MaxValue;
            if (!isBroken && stream.SendWindow > 0 && !stream.IsInLine)
                sender = stream.EndSenderWait();
        }

        sender?.Set();
        if (isBroken)
        {
            Refuse(stream, Http2Exception.Broken(
                increment == 0 ? Http2ErrorCode.ProtocolError : Http2ErrorCode.FlowControlError, "The server changed the stream's window by nothing, or to more than there is."));
        }
    }

    private static ReadOnlySpan<byte> WithoutPadding(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        if (!header.Flags.HasFlag(FrameFlags.Padded))
            return payload;
        if (payload.IsEmpty || payload[0] >= payload.Length)
            throw Broken(Http2ErrorCode.ProtocolError, "The server sent a frame with more padding than it is long.");
        return payload[1..^payload[0]];
    }

    private static void RequireSize(FrameHeader header, int size)
    {
        if (header.Length != size)
            throw Broken(Http2ErrorCode.FrameSizeError, $"The server sent a frame of type {(int)header.Type} with {header.Length} bytes; it has {size}.");
    }

    private static void RequireConnection(FrameHeader header)
    {
        if (header.StreamId != 0)
            throw Broken(Http2ErrorCode.ProtocolError, $"The server sent a frame of type {(int)header.Type} on a stream, which is about the connection.");
    }

    // A stream that was opened at some time; it may be over by now.
    private void RequireKnown(FrameHeader header)
    {
        if (header.StreamId == 0 || (header.StreamId & 1) == 0 || (uint)header.StreamId >= (uint)Volatile.Read(ref _nextId))
            throw Broken(Http2ErrorCode.ProtocolError, $"The server sent a frame of type {(int)header.Type} on stream {header.StreamId}, which nobody opened.");
    }
}
