using System.Buffers.Text;
using Layotto.LoadGenerator.Checks;
using Layotto.LoadGenerator.Http2.Hpack;

namespace Layotto.LoadGenerator.Http2;

/// <summary>What is known of one request under way. Pooled by its connection.</summary>
internal sealed class Http2Stream : IHeaderSink
{
    private BodyTally _body;
    private GrpcMessageCounter _messages;

    public int Id { get; private set; }

    /// <summary>Nanoseconds from which the latency counts.</summary>
    public long Started { get; set; }

    /// <summary>Nanoseconds at which the request, or the last ping, went out.</summary>
    public long Sent { get; set; }

    public int Status { get; private set; }

    public int? GrpcStatus { get; private set; }

    /// <summary>Bytes of the body that are not written yet.</summary>
    public int Unsent { get; set; }

    /// <summary>How many bytes the server still takes on this stream; may be negative after a settings change.</summary>
    public long SendWindow { get; set; }

    /// <summary>True while the body waits for a window.</summary>
    public bool IsQueued { get; set; }

    /// <summary>Body bytes received since the last WINDOW_UPDATE of this stream.</summary>
    public int Unacknowledged { get; set; }

    public int Pings { get; set; }

    public int Messages => _messages.Messages;

    public bool IsAtMessageBoundary => _messages.IsAtBoundary;

    public ref readonly BodyTally Body => ref _body;

    public void Begin(int id, long started, long now, BodyTally body, long sendWindow)
    {
        Id = id;
        Started = started;
        Sent = now;
        Status = 0;
        GrpcStatus = null;
        SendWindow = sendWindow;
        Unsent = 0;
        IsQueued = false;
        Unacknowledged = 0;
        Pings = 0;
        _body = body;
        _messages = default;
    }

    public void AddBody(ReadOnlySpan<byte> bytes) => _body.Add(bytes);

    /// <returns>How many gRPC messages these bytes completed.</returns>
    public int AddMessageBytes(ReadOnlySpan<byte> bytes) => _messages.Add(bytes, ref _body);

    public void Header(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (name.SequenceEqual(":status"u8))
            Status = Number(value) ?? 0;
        else if (name.SequenceEqual("grpc-status"u8))
            GrpcStatus = Number(value);
    }

    private static int? Number(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out int number, out var digits) && digits == text.Length ? number : null;
}
