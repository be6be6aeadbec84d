using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Layotto.Components.Middleware.OAuth2;

/// <summary>A provider's token endpoint (RFC 6749, 3.2). Neither the secret nor a token gets into an error.</summary>
internal sealed class TokenEndpoint(HttpClient client, Uri address, string clientId, string clientSecret, ClientAuthentication authentication)
{
    private volatile ClientAuthenticationBox _accepted = new(authentication);

    /// <summary>Asks for a token.</summary>
    /// <param name="parameters">The grant, and what belongs to it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ComponentException">The provider gave none.</exception>
    public async Task<AccessToken> RequestAsync(IReadOnlyList<KeyValuePair<string, string>> parameters, CancellationToken cancellationToken)
    {
        var style = _accepted.Value;
        if (style != ClientAuthentication.Automatic)
            return await RequestAsync(parameters, style, cancellationToken).ConfigureAwait(false);
        try
        {
            var token = await RequestAsync(parameters, ClientAuthentication.Header, cancellationToken).ConfigureAwait(false);
            _accepted = new(ClientAuthentication.Header);
            return token;
        }
        catch (ComponentException)
        {
            var token = await RequestAsync(parameters, ClientAuthentication.Parameters, cancellationToken).ConfigureAwait(false);
            _accepted = new(ClientAuthentication.Parameters);
            return token;
        }
    }

    private async Task<AccessToken> RequestAsync(
        IReadOnlyList<KeyValuePair<string, string>> parameters, ClientAuthentication style, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        var form = parameters.ToList();
        if (style == ClientAuthentication.Header)
        {
            var credentials = $"{Uri.EscapeDataString(clientId)}:{Uri.EscapeDataString(clientSecret)}";
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials)));
        }
        else
        {
            form.Add(new("client_id", clientId));
            if (clientSecret.Length > 0)
                form.Add(new("client_secret", clientSecret));
        }

        request.Content = new FormUrlEncodedContent(form);
        try
        {
            using var response = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
                throw new ComponentException($"The token endpoint {address} answered with the status {(int)response.StatusCode}.");
            var text = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            return response.Content.Headers.ContentType?.MediaType is "application/x-www-form-urlencoded" or "text/plain"
                ? Read(Form(text))
                : Read(Json(text));
        }
        catch (HttpRequestException exception)
        {
            throw new ComponentException($"The token endpoint {address} couldn't be called: {exception.Message}", exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ComponentException($"The token endpoint {address} didn't answer in time.", exception);
        }
    }

    private AccessToken Read(Dictionary<string, string> answer)
    {
        if (!answer.TryGetValue("access_token", out var token) || token.Length == 0 || !IsHeaderText(token))
            throw new ComponentException($"The token endpoint {address} answered without an access_token that can be a header.");
        var type = answer.GetValueOrDefault("token_type", "");
        if (type.Length == 0 || type.Equals("bearer", StringComparison.OrdinalIgnoreCase))
            type = "Bearer";
        else if (!IsHeaderText(type))
            throw new ComponentException($"The token endpoint {address} answered with a token_type that can't be a header.");
        var isTimed = double.TryParse(answer.GetValueOrDefault("expires_in", ""), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds > 0;
        return new AccessToken($"{type} {token}", isTimed ? TimeSpan.FromSeconds(Math.Min(seconds, TimeSpan.FromDays(3650).TotalSeconds)) : null);
    }

    private Dictionary<string, string> Json(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var members = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var member in document.RootElement.EnumerateObject())
                members[member.Name] = member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString()! : member.Value.GetRawText();
            return members;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new ComponentException($"The token endpoint {address} answered with something else than a JSON object.");
        }
    }

    private static Dictionary<string, string> Form(string text)
    {
        var members = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in FormText.Parse(text))
            members[name] = value;
        return members;
    }

    private static bool IsHeaderText(string text) => text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0;

    private sealed record ClientAuthenticationBox(ClientAuthentication Value);
}
