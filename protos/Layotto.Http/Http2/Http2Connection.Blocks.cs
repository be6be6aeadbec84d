using System.Buffers.Binary;
using Layotto.Http.Http2.Hpack;

namespace Layotto.Http.Http2;

/// <content>Header blocks and settings.</content>
internal sealed partial class Http2Connection
{
    private const int PriorityLength = 5;
    private const int MaxContinuations = 512;

    private readonly HpackDecoder _decoder;
    private readonly OutputBuffer _block = new();
    private readonly HeaderList _headers;
    private int _blockStream;
    private bool _blockEnds;
    private int _continuations;

    private void OnHeaders(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        RequireKnown(header);
        var block = WithoutPadding(header, payload);
        if (header.Flags.HasFlag(FrameFlags.Priority))
        {
            if (block.Length < PriorityLength)
                throw Broken(Http2ErrorCode.FrameSizeError, "The server sent a head that is shorter than its priority.");
            block = block[PriorityLength..];
        }

        var isEnd = header.Flags.HasFlag(FrameFlags.EndStream);
        if (header.Flags.HasFlag(FrameFlags.EndHeaders))
        {
            OnBlock(header.StreamId, block, isEnd);
            return;
        }

        _blockStream = header.StreamId;
        _blockEnds = isEnd;
        _continuations = 0;
        _block.Clear(int.MaxValue);
        _block.Append(block);
    }

    private void OnContinuation(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        if (_blockStream == 0)
            throw Broken(Http2ErrorCode.ProtocolError, "The server goes on with a header block that it hasn't begun.");
        if (++_continuations > MaxContinuations || _block.Length + payload.Length > _options.MaxHeaderSize * 2)
            throw Broken(Http2ErrorCode.EnhanceYourCalm, "The server sent a header block that doesn't end.");
        _block.Append(payload);
        if (!header.Flags.HasFlag(FrameFlags.EndHeaders))
            return;
        var stream = _blockStream;
        _blockStream = 0;
        OnBlock(stream, _block.Span, _blockEnds);
        _block.Clear(FrameHeader.MaxPayload);
    }

    private void OnBlock(int id, ReadOnlySpan<byte> block, bool isEnd)
    {
        Http2Stream? stream;
        lock (_lock)
        {
            _streams.TryGetValue(id, out stream);
            if (stream is not null && isEnd)
                _budget = Math.Min(Budget, _budget + 1);
        }

        _headers.Clear();
        try
        {
            // Even a block that nobody waits for changes the table.
            _decoder.Decode(block, _headers);
        }
        catch (HpackException exception)
        {
            throw Broken(Http2ErrorCode.CompressionError, exception.Message);
        }

        if (stream is null || !isEnd)
            Spend();
        if (stream is not null)
            Deliver(stream, isEnd);
    }

    private void Deliver(Http2Stream stream, bool isEnd)
    {
        if (_headers.IsTooLarge)
        {
            Refuse(stream, new Http2Exception(Http2Failure.HeadersTooLarge, Http2ErrorCode.Cancel, $"The response has headers of more than {_options.MaxHeaderSize} bytes."));
            return;
        }

        var error = _headers.IsMalformed ? "The response has a header that isn't well-formed." : stream.OnHeaders(_headers, isEnd);
        if (error is not null)
        {
            Refuse(stream, Broken(Http2ErrorCode.ProtocolError, error));
            return;
        }

        if (isEnd)
            OnEnd(stream);
        AddNews(stream);
    }

    private void OnSettings(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        RequireConnection(header);
        Spend();
        if (header.Flags.HasFlag(FrameFlags.Acknowledges))
        {
            RequireSize(header, 0);
            lock (_lock)
                _isAcknowledged = true;
            return;
        }

        if (payload.Length % 6 != 0)
            throw Broken(Http2ErrorCode.FrameSizeError, "The server sent settings of a wrong size.");
        List<SendSignal>? senders = null;
        var room = 0;
        lock (_lock)
        {
            var before = _maxStreams;
            for (; payload.Length > 0; payload = payload[6..])
                Apply((SettingId)BinaryPrimitives.ReadUInt16BigEndian(payload), BinaryPrimitives.ReadUInt32BigEndian(payload[2..]), ref senders);
            AppendAnswer(new FrameHeader(0, FrameType.Settings, FrameFlags.Acknowledges, 0), default);
            if (_hasSettings)
                room = Math.Max(0, _maxStreams - Math.Max(before, _streams.Count));
        }

        if (!_hasSettings)
        {
            _hasSettings = true;
            _ready.TrySetResult();
        }

        if (room > 0)
            _pool.OnRoom(room);
        foreach (var sender in senders ?? [])
            sender.Set();
    }

    // Under the lock.
    private void Apply(SettingId id, uint value, ref List<SendSignal>? senders)
    {
        switch (id)
        {
            case SettingId.HeaderTableSize:
                _encoder.Resize((int)Math.Min(value, HpackEncoder.LargestTable));
                break;
            case SettingId.EnablePush when value != 0:
                throw Broken(Http2ErrorCode.ProtocolError, "The server sent a setting that only clients send.");
            case SettingId.MaxConcurrentStreams:
                _maxStreams = (int)Math.Min(value, int.MaxValue);
                break;
            case SettingId.InitialWindowSize when value > int.MaxValue:
                throw Broken(Http2ErrorCode.FlowControlError, "The server set a window that is too large.");
            case SettingId.InitialWindowSize:
                ChangeWindows((int)value, ref senders);
                break;
            case SettingId.MaxFrameSize when value is < FrameHeader.MaxPayload or > 0xffffff:
                throw Broken(Http2ErrorCode.ProtocolError, "The server set a frame size out of its range.");
            case SettingId.MaxFrameSize:
                _peerFrameSize = (int)value;
                break;
        }
    }

    private void ChangeWindows(int value, ref List<SendSignal>? senders)
    {
        var change = (long)value - _peerStreamWindow;
        _peerStreamWindow = value;
        foreach (var stream in _streams.Values)
        {
            stream.SendWindow += change;
            if (stream.SendWindow > int.MaxValue)
                throw Broken(Http2ErrorCode.FlowControlError, "The server set a window that makes a stream's too large.");
            if (stream.SendWindow > 0 && !stream.IsInLine && stream.EndSenderWait() is { } sender)
                (senders ??= []).Add(sender);
        }
    }
}
