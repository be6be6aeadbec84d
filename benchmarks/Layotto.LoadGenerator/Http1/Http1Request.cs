using System.Globalization;
using System.Text;

namespace Layotto.LoadGenerator.Http1;

/// <summary>The bytes of the one request that is sent over and over.</summary>
internal sealed class Http1Request
{
    public Http1Request(string method, string path, string authority, IReadOnlyList<(string Name, string Value)> headers, byte[] body)
    {
        var head = new StringBuilder();
        head.Append(CultureInfo.InvariantCulture, $"{method} {path} HTTP/1.1\r\n");
        if (!Names(headers, "host"))
            head.Append(CultureInfo.InvariantCulture, $"Host: {authority}\r\n");
        foreach (var (name, value) in headers)
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        if (body.Length > 0 && !Names(headers, "content-length"))
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n");
        head.Append("\r\n");
        Bytes = [.. Encoding.UTF8.GetBytes(head.ToString()), .. body];
        IsHead = method == "HEAD";
    }

    public byte[] Bytes { get; }

    public bool IsHead { get; }

    private static bool Names(IReadOnlyList<(string Name, string Value)> headers, string name) =>
        headers.Any(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
