using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Layotto.Components.HttpMiddleware;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Layotto.Components.Middleware.OAuth2;

/// <summary>
/// <c>middleware.http.oauth2</c>: sends a browser to the provider to sign in (RFC 6749, 4.1), and adds the access token to its requests.
/// </summary>
public sealed class OAuth2Middleware : IHttpMiddleware
{
    private const string StateParameter = "state";
    private const string CodeParameter = "code";

    private static readonly TimeSpan SignInPatience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan UntoldLifetime = TimeSpan.FromHours(24);

    private OAuth2Settings _settings = null!;
    private TokenEndpoint _endpoint = null!;
    private TimeProvider _time = null!;
    private ILogger _logger = null!;
    private HttpClient? _client;
    private SessionCookies? _sessions;

    /// <inheritdoc/>
    public IReadOnlyList<string> Features => [];

    /// <inheritdoc/>
    public ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        _settings = OAuth2Settings.Read(context.Metadata);
        _time = context.TimeProvider;
        _logger = context.Logger;
        _client = ProviderClient.Create();
        _endpoint = new TokenEndpoint(_client, _settings.TokenAddress, _settings.ClientId, _settings.ClientSecret, ClientAuthentication.Automatic);
        _sessions = new SessionCookies(context.Name, _settings.ForcesHttps, context.TimeProvider);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!_settings.Filter.Matches(context))
            return next(context);
        var session = _sessions!.Read(context);
        if (session is { HeaderValue.Length: > 0 })
        {
            context.Request.Headers[_settings.HeaderName] = session.HeaderValue;
            _sessions.Remove(context);
            return next(context);
        }

        var query = RequestTarget.QueryOf(RequestTarget.Of(context)).ToString();
        return FormText.First(query, StateParameter) is { Length: > 0 } state
            ? FinishAsync(context, session, state, FormText.First(query, CodeParameter))
            : BeginAsync(context);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _client?.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task BeginAsync(HttpContext context)
    {
        var state = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(18));
        var session = new SessionState(_time.GetUtcNow() + SignInPatience, state, OwnTarget(RequestTarget.Of(context)), "");
        if (!_sessions!.TryWrite(context, session))
            return MiddlewareAnswer.TextAsync(context, StatusCodes.Status414UriTooLong, "the address is too long to come back to");
        return MiddlewareAnswer.RedirectAsync(context, AuthorizationAddress(state));
    }

    private async Task FinishAsync(HttpContext context, SessionState? session, string state, string code)
    {
        if (session is null || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(session.State), Encoding.UTF8.GetBytes(state)))
        {
            await MiddlewareAnswer.TextAsync(context, StatusCodes.Status400BadRequest, "invalid state").ConfigureAwait(false);
            return;
        }

        if (code.Length == 0)
        {
            await MiddlewareAnswer.TextAsync(context, StatusCodes.Status400BadRequest, "code not found").ConfigureAwait(false);
            return;
        }

        AccessToken token;
        try
        {
            token = await _endpoint.RequestAsync(Grant(code), context.RequestAborted).ConfigureAwait(false);
        }
        catch (ComponentException exception)
        {
            _logger.LogError("The code of a user who signed in couldn't be exchanged for a token: {Reason}", exception.Message);
            await MiddlewareAnswer.TextAsync(context, StatusCodes.Status500InternalServerError, "Internal Server Error").ConfigureAwait(false);
            return;
        }

        if (!_sessions!.TryWrite(context, new SessionState(_time.GetUtcNow() + (token.Lifetime ?? UntoldLifetime), "", "", token.HeaderValue)))
        {
            _logger.LogError("The provider's access token is too long for the cookies of a session, of which there are {Count} at most", SessionCookies.MaxCookies);
            await MiddlewareAnswer.TextAsync(context, StatusCodes.Status500InternalServerError, "Internal Server Error").ConfigureAwait(false);
            return;
        }

        var origin = _settings.ForcesHttps ? $"https://{context.Request.Host.ToUriComponent()}" : "";
        await MiddlewareAnswer.RedirectAsync(context, $"{origin}{session.Target}").ConfigureAwait(false);
    }

    private List<KeyValuePair<string, string>> Grant(string code)
    {
        List<KeyValuePair<string, string>> parameters = [new("grant_type", "authorization_code"), new(CodeParameter, code)];
        if (_settings.RedirectAddress.Length > 0)
            parameters.Add(new("redirect_uri", _settings.RedirectAddress));
        return parameters;
    }

    private string AuthorizationAddress(string state)
    {
        var address = new StringBuilder(_settings.AuthorizationAddress.AbsoluteUri);
        address.Append(_settings.AuthorizationAddress.Query.Length == 0 ? '?' : '&');
        address.Append("access_type=offline&client_id=").Append(Uri.EscapeDataString(_settings.ClientId));
        if (_settings.RedirectAddress.Length > 0)
            address.Append("&redirect_uri=").Append(Uri.EscapeDataString(_settings.RedirectAddress));
        address.Append("&response_type=code");
        if (_settings.Scope.Length > 0)
            address.Append("&scope=").Append(Uri.EscapeDataString(_settings.Scope));
        return address.Append("&state=").Append(state).ToString();
    }

    // Two slashes, or a backslash, would lead a browser to another host.
    private static string OwnTarget(string target)
    {
        var path = RequestTarget.PathOf(target).TrimStart(['/', '\\']);
        var query = RequestTarget.QueryOf(target);
        return query.Length == 0 ? $"/{path}" : $"/{path}?{query}";
    }
}
