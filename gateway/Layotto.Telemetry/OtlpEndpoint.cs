namespace Layotto.Telemetry;

/// <summary>Where an OpenTelemetry collector is, and how it is spoken to.</summary>
public sealed record OtlpEndpoint
{
    /// <summary>The default of OTLP's specification.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);

    /// <summary>The address; over HTTP with the path of the signal.</summary>
    public required Uri Address { get; init; }

    /// <summary>Whether over gRPC; else over HTTP with Protobuf.</summary>
    public bool IsGrpc { get; init; }

    /// <summary>Headers sent along. They can hold credentials and are never shown.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>How long an export may take.</summary>
    public TimeSpan Timeout { get; init; } = DefaultTimeout;

    /// <summary>Reads an address as Dapr's Configuration and OpenTelemetry's variables have it.</summary>
    /// <param name="text"><c>HOST:PORT</c>, or a whole URI, whose scheme then decides about TLS.</param>
    /// <param name="isGrpc">Whether it is for gRPC.</param>
    /// <param name="isSecure">Whether to use TLS where no scheme says so.</param>
    /// <param name="signalPath">The path of the signal over HTTP, such as <c>/v1/traces</c>; added where the address hasn't got it.</param>
    /// <param name="isComplete">Whether the path of the address, if it has one, is the whole one already.</param>
    /// <returns>The address, or null when the text is none.</returns>
    public static Uri? ReadAddress(string text, bool isGrpc, bool isSecure, string signalPath, bool isComplete)
    {
        var whole = text.Contains("://", StringComparison.Ordinal) ? text : $"{(isSecure ? "https" : "http")}://{text}";
        if (!Uri.TryCreate(whole, UriKind.Absolute, out var address)
            || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps)
            || address.Host.Length == 0)
        {
            return null;
        }

        if (isGrpc)
            return new Uri(address.GetLeftPart(UriPartial.Authority) + "/");
        var path = address.AbsolutePath.TrimEnd('/');
        return (isComplete && path.Length > 0) || path.EndsWith(signalPath, StringComparison.Ordinal)
            ? address
            : new Uri(address.GetLeftPart(UriPartial.Authority) + path + signalPath);
    }

    /// <summary>Reads headers that are written as <c>name=value</c>, separated by commas and percent-encoded (OpenTelemetry's variables).</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> ReadHeaders(string text)
        => ReadHeaders(text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString));

    /// <summary>Reads headers that are written as <c>name=value</c>; what isn't of that form is left out.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> ReadHeaders(IEnumerable<string> texts)
    {
        var headers = new List<KeyValuePair<string, string>>();
        foreach (var text in texts)
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
                headers.Add(KeyValuePair.Create(text[..equals].Trim(), text[(equals + 1)..].Trim()));
        }

        return headers;
    }

    /// <summary>Says where it is; the headers stay out.</summary>
    public override string ToString() => $"{Address} ({(IsGrpc ? "gRPC" : "HTTP")})";
}
