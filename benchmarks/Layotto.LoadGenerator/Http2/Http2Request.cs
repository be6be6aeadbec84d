namespace Layotto.LoadGenerator.Http2;

/// <summary>The one request that is sent over and over.</summary>
/// <param name="Headers">Pseudo-headers first, names in lower case.</param>
/// <param name="Body">Request body; for gRPC the message with its prefix.</param>
/// <param name="IsGrpc">True if responses are read as gRPC messages.</param>
/// <param name="Shape">Unary unless it is gRPC.</param>
/// <param name="PingsPerStream">Round trips of a ping-pong stream before it is ended and the next one begun.</param>
internal sealed record Http2Request(
    IReadOnlyList<(string Name, string Value)> Headers,
    byte[] Body,
    bool IsGrpc,
    CallShape Shape,
    int PingsPerStream)
{
    public static Http2Request Create(
        string method,
        string path,
        string authority,
        IReadOnlyList<(string Name, string Value)> headers,
        byte[] body,
        bool isGrpc,
        CallShape shape,
        int pingsPerStream)
    {
        var host = headers.LastOrDefault(header => header.Name.Equals("host", StringComparison.OrdinalIgnoreCase)).Value;
        var fields = new List<(string Name, string Value)>
        {
            (":method", method),
            (":scheme", "http"),
            (":path", path),
            (":authority", host ?? authority),
        };
        if (isGrpc)
        {
            fields.Add(("content-type", "application/grpc"));
            fields.Add(("te", "trailers"));
        }

        foreach (var (name, value) in headers)
        {
            if (!name.Equals("host", StringComparison.OrdinalIgnoreCase))
                fields.Add((name.ToLowerInvariant(), value));
        }

        if (!isGrpc && body.Length > 0)
            fields.Add(("content-length", body.Length.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        return new Http2Request(fields, body, isGrpc, shape, pingsPerStream);
    }
}
