using System.Globalization;
using System.Net;

namespace Layotto.Benchmarks.BareKestrel;

/// <summary>The command line: a mode, where to listen, and what to answer.</summary>
internal sealed record BareOptions
{
    public const string Usage = """
        bare-kestrel MODE --listen ADDRESS [--response-file FILE] [--response-bytes N] [--publish-to URL] [--relay-to SOCKET]

          h2      cleartext HTTP/2; answers every request with what it sent (or with FILE, framed as a gRPC message)
                  as application/grpc with a grpc-status 0 trailer
          h1      HTTP/1.1; GET /v1.0/state/{store}/{key} answers N bytes (default 1024, or FILE) with an ETag
          hello   HTTP/1.1; GET / answers one line
          relay   cleartext HTTP/2; answers every call with what the same path of the Unix socket SOCKET answers to FILE, sent as a gRPC
                  message with the x-component-instance statestore
          loop    HTTP/1.1; GET /publish posts an event of 1 KiB to URL, and answers when the event is delivered to /delivery

        Every HTTP/1.1 mode answers GET /v1.0/healthz with 204. ADDRESS is host:port or unix:/path.
        """;

    public required BareMode Mode { get; init; }

    /// <summary>Null with <see cref="UnixSocket"/>.</summary>
    public IPEndPoint? EndPoint { get; private init; }

    public string? UnixSocket { get; private init; }

    public byte[]? Response { get; private init; }

    /// <summary>The Unix socket that relayed calls go to.</summary>
    public string? RelayTo { get; private init; }

    /// <summary>Where the loop's events go.</summary>
    public Uri? PublishTo { get; private init; }

    /// <exception cref="FormatException">The message says which argument is wrong.</exception>
    public static BareOptions Parse(string[] arguments)
    {
        if (arguments.Length == 0 || !Enum.TryParse<BareMode>(arguments[0], ignoreCase: true, out var mode))
            throw new FormatException("The first argument must be h2, h1, hello, loop or relay.");
        var options = new BareOptions { Mode = mode };
        for (var index = 1; index < arguments.Length; index += 2)
        {
            if (index + 1 == arguments.Length)
                throw new FormatException($"The argument '{arguments[index]}' has no value.");
            options = options.With(arguments[index], arguments[index + 1]);
        }

        return options.EndPoint is not null || options.UnixSocket is not null
            ? options
            : throw new FormatException("The argument --listen is missing.");
    }

    private BareOptions With(string name, string value) => name switch
    {
        "--listen" when value.StartsWith("unix:", StringComparison.Ordinal) => this with { UnixSocket = value["unix:".Length..] },
        "--listen" when IPEndPoint.TryParse(value, out var endPoint) => this with { EndPoint = endPoint },
        "--response-file" => this with { Response = File.ReadAllBytes(value) },
        "--response-bytes" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var length) =>
            this with { Response = Letters(length) },
        "--relay-to" => this with { RelayTo = value },
        "--publish-to" when Uri.TryCreate(value, UriKind.Absolute, out var address) => this with { PublishTo = address },
        _ => throw new FormatException($"'{name} {value}' is no argument of this program."),
    };

    private static byte[] Letters(int length)
    {
        var bytes = new byte[length];
        Array.Fill(bytes, (byte)'x');
        return bytes;
    }
}
