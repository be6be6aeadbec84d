namespace Layotto.Dapr.Invocation.Wire;

/// <summary>The head of the answer to a call between sidecars: an InternalInvokeResponse without its data.</summary>
internal sealed class PeerResponseHead
{
    /// <summary>The lowest HTTP status: what is below is a gRPC status, of an app that speaks gRPC.</summary>
    private const int FirstHttpStatus = 100;

    /// <summary>The HTTP status, or the gRPC status of an app that speaks gRPC.</summary>
    public int Code { get; private set; }

    /// <summary>The message of a gRPC status; empty for none.</summary>
    public string Message { get; private set; } = "";

    /// <summary>The details of a gRPC status: each a serialized Any.</summary>
    public List<byte[]> Details { get; } = [];

    /// <summary>The headers, in the order they came in; a name may repeat.</summary>
    public List<KeyValuePair<string, string>> Headers { get; } = new(8);

    /// <summary>The trailers of an app that speaks gRPC.</summary>
    public List<KeyValuePair<string, string>> Trailers { get; } = [];

    /// <summary>The content type of the body; empty for none.</summary>
    public string ContentType { get; private set; } = "";

    /// <summary>The type of the data of an app that speaks gRPC; empty for none.</summary>
    public string TypeUrl { get; private set; } = "";

    /// <summary>The data, where the head carries it: in unary calls alone.</summary>
    public byte[] Data { get; private set; } = [];

    /// <summary>Whether it says how the call ended.</summary>
    public bool HasStatus { get; private set; }

    /// <summary>Whether the app speaks HTTP.</summary>
    public bool IsHttp => Code >= FirstHttpStatus;

    /// <summary>Makes the head that the answer of an HTTP app would have.</summary>
    public static PeerResponseHead OfHttp(int status, IEnumerable<KeyValuePair<string, string>> headers)
    {
        var head = new PeerResponseHead { HasStatus = true, Code = status };
        foreach (var (name, value) in headers)
        {
            if (name.Equals(InvocationHeaders.ContentType, StringComparison.OrdinalIgnoreCase))
                head.ContentType = value;
            else
                head.Headers.Add(new KeyValuePair<string, string>(name, value));
        }

        return head;
    }

    /// <summary>Reads a head.</summary>
    /// <exception cref="WireFormatException">It is none.</exception>
    public static PeerResponseHead Parse(ReadOnlySpan<byte> message)
    {
        var head = new PeerResponseHead();
        var reader = new WireReader(message);
        for (var field = reader.Next(); field != 0; field = reader.Next())
        {
            switch (field)
            {
                case 1:
                    head.ReadStatus(reader.Bytes());
                    break;
                case 2:
                    PeerRequestHead.ReadEntry(reader.Bytes(), head.Headers);
                    break;
                case 3:
                    PeerRequestHead.ReadEntry(reader.Bytes(), head.Trailers);
                    break;
                case 4:
                    head.ReadMessage(reader.Bytes());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return head;
    }

    private void ReadStatus(ReadOnlySpan<byte> status)
    {
        HasStatus = true;
        var reader = new WireReader(status);
        for (var field = reader.Next(); field != 0; field = reader.Next())
        {
            if (field == 1)
                Code = (int)reader.Varint();
            else if (field == 2)
                Message = reader.Text();
            else if (field == 3)
                Details.Add(reader.Bytes().ToArray());
            else
                reader.Skip();
        }
    }

    private void ReadMessage(ReadOnlySpan<byte> message)
    {
        var reader = new WireReader(message);
        for (var field = reader.Next(); field != 0; field = reader.Next())
        {
            if (field == 1)
                ReadData(reader.Bytes());
            else if (field == 2)
                ContentType = HeaderNames.Get(reader.Bytes());
            else
                reader.Skip();
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
}
