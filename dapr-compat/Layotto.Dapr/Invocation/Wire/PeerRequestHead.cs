using System.Buffers;
using Layotto.Runtime.Telemetry;
using Microsoft.Extensions.Primitives;

namespace Layotto.Dapr.Invocation.Wire;

/// <summary>The head of a call between sidecars: an InternalInvokeRequest without its data.</summary>
internal sealed class PeerRequestHead
{
    /// <summary>The headers or metadata, in the order they came in; a name may repeat.</summary>
    public List<KeyValuePair<string, string>> Headers { get; } = new(16);

    /// <summary>The method: the path that is called, without a slash before it.</summary>
    public string Method { get; set; } = "";

    /// <summary>The number of the HTTP verb; 0 for none.</summary>
    public int Verb { get; private set; }

    /// <summary>The query, without its question mark; empty for none.</summary>
    public string Query { get; private set; } = "";

    /// <summary>The content type of the body; empty for none.</summary>
    public string ContentType { get; private set; } = "";

    /// <summary>The type of the data of a call from a gRPC client; empty for none.</summary>
    public string TypeUrl { get; private set; } = "";

    /// <summary>The data, where the head carries it: in unary calls alone.</summary>
    public byte[] Data { get; private set; } = [];

    /// <summary>Whether it says which method is called.</summary>
    public bool HasMessage { get; private set; }

    /// <summary>The first value of a header, or null.</summary>
    public string? Find(string name)
    {
        foreach (var (key, value) in Headers)
        {
            if (key.Equals(name, StringComparison.OrdinalIgnoreCase))
                return value;
        }

        return null;
    }

    /// <summary>Puts a trace context in the place of the one that the headers have.</summary>
    public void SetTrace(TraceContext context)
    {
        if (Find(TraceHeaders.GrpcTraceBinary) is null && TraceHeaders.Read(Find(TraceHeaders.TraceParent), Find(TraceHeaders.TraceState)) == context)
            return;
        Headers.RemoveAll(static header => IsTrace(header.Key));
        Headers.Add(new KeyValuePair<string, string>(TraceHeaders.TraceParent, context.ToTraceParent()));
        if (context.State is { } state)
            Headers.Add(new KeyValuePair<string, string>(TraceHeaders.TraceState, state));
    }

    /// <summary>The values of the <c>Connection</c> header; a peer that isn't careful leaves it in.</summary>
    public StringValues Connection()
    {
        var values = StringValues.Empty;
        foreach (var (key, value) in Headers)
        {
            if (key.Equals("connection", StringComparison.OrdinalIgnoreCase))
                values = StringValues.Concat(values, value);
        }

        return values;
    }

    /// <summary>Reads a head.</summary>
    /// <exception cref="WireFormatException">It is none.</exception>
    public static PeerRequestHead Parse(in ReadOnlySequence<byte> message)
    {
        if (message.IsSingleSegment)
            return Parse(message.FirstSpan);
        var length = checked((int)message.Length);
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            message.CopyTo(buffer);
            return Parse(buffer.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Reads a map of names and lists of values.</summary>
    public static void ReadEntry(ReadOnlySpan<byte> entry, List<KeyValuePair<string, string>> headers)
    {
        var name = "";
        var reader = new WireReader(entry);
        for (var field = reader.Next(); field != 0; field = reader.Next())
        {
            if (field == 1)
                name = HeaderNames.Get(reader.Bytes());
            else if (field == 2)
                ReadValues(reader.Bytes(), name, headers);
            else
                reader.Skip();
        }
    }

    private static bool IsTrace(string name)
        => name.Equals(TraceHeaders.TraceParent, StringComparison.OrdinalIgnoreCase)
            || name.Equals(TraceHeaders.TraceState, StringComparison.OrdinalIgnoreCase)
            || name.Equals(TraceHeaders.GrpcTraceBinary, StringComparison.OrdinalIgnoreCase);

    private static PeerRequestHead Parse(ReadOnlySpan<byte> message)
    {
        var head = new PeerRequestHead();
        var reader = new WireReader(message);
        for (var field = reader.Next(); field != 0; field = reader.Next())
        {
            if (field == 2)
                ReadEntry(reader.Bytes(), head.Headers);
            else if (field == 3)
                head.ReadMessage(reader.Bytes());
            else
                reader.Skip();
        }

        return head;
    }

    private static void ReadValues(ReadOnlySpan<byte> list, string name, List<KeyValuePair<string, string>> headers)
    {
        var reader = new WireReader(list);
        for (var field = reader.Next(); field != 0; field = reader.Next())
        {
            if (field == 1)
                headers.Add(new KeyValuePair<string, string>(name, reader.Text()));
            else
                reader.Skip();
        }
    }

    private void ReadMessage(ReadOnlySpan<byte> message)
    {
        HasMessage = true;
        var reader = new WireReader(message);
        for (var field = reader.Next(); field != 0; field = reader.Next())
        {
            switch (field)
            {
                case 1:
                    Method = reader.Text();
                    break;
                case 2:
                    ReadData(reader.Bytes());
                    break;
                case 3:
                    ContentType = HeaderNames.Get(reader.Bytes());
                    break;
                case 4:
                    ReadHttp(reader.Bytes());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    private void ReadData(ReadOnlySpan<byte> any)
    {
        var reader = new WireReader(any);
        for (var field = reader.Next(); field != 0; field = reader.Next())
        {
            if (field == 1)
                TypeUrl = HeaderNames.Get(reader.Bytes());
            else if (field == 2)
                Data = reader.Bytes().ToArray();
            else
                reader.Skip();
        }
    }

    private void ReadHttp(ReadOnlySpan<byte> extension)
    {
        var reader = new WireReader(extension);
        for (var field = reader.Next(); field != 0; field = reader.Next())
        {
            if (field == 1)
                Verb = (int)reader.Varint();
            else if (field == 2)
                Query = reader.Text();
            else
                reader.Skip();
        }
    }
}
