using Layotto.Components.Bindings;

namespace Layotto.Components.Embedded.Bindings.Http;

/// <summary>Makes the HTTP request that an invocation of <c>bindings.http</c> stands for.</summary>
internal static class HttpBindingRequest
{
    private const string DefaultType = "application/json; charset=utf-8";

    // These lead the request; a header of the same name that was given by hand doesn't count.
    private static readonly string[] TraceHeaders = ["traceparent", "tracestate", "baggage"];

    /// <summary>Makes the request.</summary>
    /// <exception cref="ComponentException">The operation, the path or a header can't be used.</exception>
    public static HttpRequestMessage Create(HttpBindingSettings settings, BindingRequest request)
    {
        var message = new HttpRequestMessage(Method(request.Operation), Address(settings, request)) { Content = Body(request) };
        try
        {
            Set(message, "Accept", DefaultType);
            if (message.Content is not null)
                Set(message, "Content-Type", DefaultType);
            if (settings.SecurityToken.Length > 0)
                Set(message, settings.SecurityTokenHeader, settings.SecurityToken);
            foreach (var (key, value) in request.Metadata)
            {
                if (key.Length > 0 && char.IsAsciiLetterUpper(key[0]))
                    Set(message, key, value);
            }

            foreach (var name in TraceHeaders)
            {
                if (request.Metadata.TryGetValue(name, out var value) && value.Length > 0)
                    Set(message, name, value);
            }

            return message;
        }
        catch
        {
            message.Dispose();
            throw;
        }
    }

    private static HttpMethod Method(string operation) => operation.ToUpperInvariant() switch
    {
        "CREATE" or "POST" => HttpMethod.Post,
        "GET" => HttpMethod.Get,
        "HEAD" => HttpMethod.Head,
        "PUT" => HttpMethod.Put,
        "PATCH" => HttpMethod.Patch,
        "DELETE" => HttpMethod.Delete,
        "OPTIONS" => HttpMethod.Options,
        "TRACE" => HttpMethod.Trace,
        _ => throw new ComponentException($"invalid operation: {operation}"),
    };

    private static ReadOnlyMemoryContent? Body(BindingRequest request)
        => request.Operation.ToUpperInvariant() is "CREATE" or "POST" or "PUT" or "PATCH" ? new ReadOnlyMemoryContent(request.Data) : null;

    // As in Dapr the path stands behind the address, with one slash between them.
    private static Uri Address(HttpBindingSettings settings, BindingRequest request)
    {
        if (!request.Metadata.TryGetValue("path", out var path) || path.Length == 0)
            return settings.Url;
        var text = $"{settings.Url.OriginalString.TrimEnd('/')}/{path.TrimStart('/')}";
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Authority == settings.Url.Authority
            ? address
            : throw new ComponentException($"the metadata key \"path\" can't be put behind {settings.Url}");
    }

    // Headers of the body and of the request are kept in two places, and a later one replaces an earlier one.
    private static void Set(HttpRequestMessage message, string name, string value)
    {
        if (name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase) || name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase))
            return;
        if (value.AsSpan().IndexOfAny('\r', '\n', '\0') >= 0)
            throw new ComponentException($"the metadata key \"{name}\" can't be a header: its value has a line break in it");
        try
        {
            message.Headers.Remove(name);
        }
        catch (InvalidOperationException)
        {
            message.Content?.Headers.Remove(name);
            message.Content?.Headers.TryAddWithoutValidation(name, value);
            return;
        }
        catch (FormatException exception)
        {
            throw new ComponentException($"the metadata key \"{name}\" can't be the name of a header", exception);
        }

        if (!message.Headers.TryAddWithoutValidation(name, value))
            throw new ComponentException($"the metadata key \"{name}\" can't be a header");
    }
}
