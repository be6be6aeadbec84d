using System.Buffers.Binary;
using Layotto.LoadGenerator.Checks;
using Layotto.LoadGenerator.Connections;
using Layotto.LoadGenerator.Http2.Hpack;

namespace Layotto.LoadGenerator.Http2;

/// <content>What each frame of the server does (RFC 9113, section 6).</content>
internal sealed partial class Http2Connection
{
    // This side never raises SETTINGS_MAX_FRAME_SIZE.
    private const int MaximumFrameSize = 16_384;
    private const int MaximumHeaderBlock = 256 * 1024;

    // Fields of a stream that is gone must still be decoded, for the sake of the table.
    private readonly Http2Stream _nobody = new();
    private readonly List<byte> _headerBlock = [];
    private int _headerStreamId;
    private bool _headersEndStream;

    protected override int Consume(ReadOnlySpan<byte> input, long now)
    {
        var total = input.Length;
        while (input.Length >= FrameHeader.Size)
        {
            var frame = FrameHeader.Read(input);
            if (frame.Length > MaximumFrameSize)
                throw new ProtocolViolationException($"A frame of {frame.Length} bytes, above the {MaximumFrameSize} allowed.");
            if (input.Length < FrameHeader.Size + frame.Length)
                break;
            Handle(frame, input.Slice(FrameHeader.Size, frame.Length), now);
            input = input[(FrameHeader.Size + frame.Length)..];
        }

        if (_isGoingAway && _streams.Count == 0)
            Renew(now);
        else if (_nextStreamId >= LastStreamId && _streams.Count == 0)
            Renew(now);
        return total - input.Length;
    }

    private void Handle(FrameHeader frame, ReadOnlySpan<byte> payload, long now)
    {
        if (_headerStreamId != 0 && (frame.Type != FrameType.Continuation || frame.StreamId != _headerStreamId))
            throw new ProtocolViolationException($"A {frame.Type} frame between HEADERS and its CONTINUATION.");
        switch (frame.Type)
        {
            case FrameType.Data:
                HandleData(frame, payload, now);
                break;
            case FrameType.Headers:
                HandleHeaders(frame, payload, now);
                break;
            case FrameType.Continuation:
                HandleContinuation(frame, payload, now);
                break;
            case FrameType.Settings when !frame.Has(FrameFlags.Acknowledge):
                HandleSettings(payload);
                break;
            case FrameType.Ping when !frame.Has(FrameFlags.Acknowledge):
                FrameWriter.WritePingAcknowledgement(Output, payload);
                break;
            case FrameType.WindowUpdate:
                HandleWindowUpdate(frame, payload);
                break;
            case FrameType.ResetStream:
                HandleReset(frame, payload);
                break;
            case FrameType.GoAway:
                HandleGoAway(payload);
                break;
            case FrameType.PushPromise:
                throw new ProtocolViolationException("A PUSH_PROMISE although push is off.");
        }
    }

    private void HandleData(FrameHeader frame, ReadOnlySpan<byte> payload, long now)
    {
        // Padding counts against the windows too.
        _unacknowledged += frame.Length;
        if (_unacknowledged >= ConnectionWindow / 4)
        {
            FrameWriter.WriteWindowUpdate(Output, 0, _unacknowledged);
            _unacknowledged = 0;
        }

        if (!_streams.TryGetValue(frame.StreamId, out var stream))
            return;
        payload = WithoutPadding(frame, payload);
        stream.Unacknowledged += frame.Length;
        var isEnd = frame.Has(FrameFlags.EndStream);
        if (!isEnd && stream.Unacknowledged >= StreamWindow / 4)
        {
            FrameWriter.WriteWindowUpdate(Output, stream.Id, stream.Unacknowledged);
            stream.Unacknowledged = 0;
        }

        if (!_request.IsGrpc)
        {
            stream.AddBody(payload);
        }
        else
        {
            var messages = stream.AddMessageBytes(payload);
            if (_request.Shape != CallShape.Unary)
                Ledger.MessagesArrived(messages, now);
            if (_request.Shape == CallShape.PingPong && messages > 0)
                HandlePongs(stream, messages, now);
        }

        if (isEnd)
            Complete(stream, now);
    }

    private void HandlePongs(Http2Stream stream, int messages, long now)
    {
        if (messages > 1 || stream.Messages > _request.PingsPerStream)
            throw new ProtocolViolationException("More than one message came back for one that was sent.");
        Return(stream, now);
    }

    private void HandleHeaders(FrameHeader frame, ReadOnlySpan<byte> payload, long now)
    {
        payload = WithoutPadding(frame, payload);
        if (frame.Has(FrameFlags.Priority))
        {
            if (payload.Length < 5)
                throw new ProtocolViolationException("A HEADERS frame too short for its priority.");
            payload = payload[5..];
        }

        if (frame.Has(FrameFlags.EndHeaders))
        {
            HandleBlock(frame.StreamId, payload, frame.Has(FrameFlags.EndStream), now);
            return;
        }

        _headerStreamId = frame.StreamId;
        _headersEndStream = frame.Has(FrameFlags.EndStream);
        _headerBlock.Clear();
        _headerBlock.AddRange(payload);
    }

    private void HandleContinuation(FrameHeader frame, ReadOnlySpan<byte> payload, long now)
    {
        if (_headerStreamId == 0)
            throw new ProtocolViolationException("A CONTINUATION frame without HEADERS.");
        _headerBlock.AddRange(payload);
        if (_headerBlock.Count > MaximumHeaderBlock)
            throw new ProtocolViolationException($"A header block above {MaximumHeaderBlock} bytes.");
        if (!frame.Has(FrameFlags.EndHeaders))
            return;
        _headerStreamId = 0;
        HandleBlock(frame.StreamId, _headerBlock.ToArray(), _headersEndStream, now);
    }

    private void HandleBlock(int streamId, ReadOnlySpan<byte> block, bool endStream, long now)
    {
        var isKnown = _streams.TryGetValue(streamId, out var stream);
        try
        {
            _decoder.Decode(block, isKnown ? stream! : _nobody);
        }
        catch (HpackException exception)
        {
            throw new ProtocolViolationException("A header block cannot be decoded. " + exception.Message);
        }

        if (isKnown && endStream)
            Complete(stream!, now);
    }

    private void HandleSettings(ReadOnlySpan<byte> payload)
    {
        var before = _settings.InitialWindow;
        _settings.Read(payload);
        foreach (var stream in _streams.Values)
            stream.SendWindow += _settings.InitialWindow - before;
        FrameWriter.WriteSettingsAcknowledgement(Output);
        _blocks ??= new HeaderBlockPair(_request.Headers, _settings.HeaderTableSize);
        _bodies.Continue(_endsWithBody, _settings.MaximumFrameSize);
    }

    private void HandleWindowUpdate(FrameHeader frame, ReadOnlySpan<byte> payload)
    {
        var increment = Number(payload, 0);
        if (increment == 0)
            throw new ProtocolViolationException("A WINDOW_UPDATE of zero.");
        if (frame.StreamId == 0)
            _bodies.Widen(increment);
        else if (_streams.TryGetValue(frame.StreamId, out var stream))
            stream.SendWindow += increment;
        _bodies.Continue(_endsWithBody, _settings.MaximumFrameSize);
    }

    private void HandleReset(FrameHeader frame, ReadOnlySpan<byte> payload)
    {
        if (!_streams.TryGetValue(frame.StreamId, out var stream))
            return;
        Ledger.Errors.Add(ErrorKind.StreamReset, $"The server reset a stream with error code {Number(payload, 0)}.");
        Release(stream);
    }

    private void HandleGoAway(ReadOnlySpan<byte> payload)
    {
        var lastProcessed = Number(payload, 0);
        var errorCode = Number(payload, 4);
        if (errorCode != 0)
            throw new ProtocolViolationException($"The server sent GOAWAY with error code {errorCode}.");
        _isGoingAway = true;
        // The server promises not to have looked at later streams, so sending them again is no retry.
        foreach (var stream in _streams.Values.Where(stream => stream.Id > lastProcessed).ToList())
        {
            Ledger.Returned.Enqueue(stream.Started);
            Release(stream);
        }
    }

    private static ReadOnlySpan<byte> WithoutPadding(FrameHeader frame, ReadOnlySpan<byte> payload)
    {
        if (!frame.Has(FrameFlags.Padded))
            return payload;
        if (payload.IsEmpty || payload[0] >= payload.Length)
            throw new ProtocolViolationException("A frame with more padding than payload.");
        return payload[1..^payload[0]];
    }

    private static int Number(ReadOnlySpan<byte> payload, int offset) => payload.Length >= offset + 4
        ? BinaryPrimitives.ReadInt32BigEndian(payload[offset..]) & int.MaxValue
        : throw new ProtocolViolationException("A frame shorter than its type demands.");
}
