using Layotto.Components.HttpMiddleware;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Layotto.Components.Middleware.OAuth2;

/// <summary>
/// <c>middleware.http.oauth2clientcredentials</c>: adds an access token, which the gateway gets with its own id and secret, to requests.
/// </summary>
public sealed class ClientCredentialsMiddleware : IHttpMiddleware
{
    private HttpClient? _client;
    private TokenCache? _tokens;
    private ClientCredentialsSettings _settings = null!;
    private ILogger _logger = null!;

    /// <inheritdoc/>
    public IReadOnlyList<string> Features => [];

    /// <inheritdoc/>
    public ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        var settings = _settings = ClientCredentialsSettings.Read(context.Metadata);
        _logger = context.Logger;
        _client = ProviderClient.Create();
        var endpoint = new TokenEndpoint(_client, settings.TokenAddress, settings.ClientId, settings.ClientSecret, settings.Authentication);
        var parameters = Grant(settings);
        _tokens = new TokenCache(token => endpoint.RequestAsync(parameters, token), context.TimeProvider);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (_settings.Filter.Matches(context))
        {
            try
            {
                context.Request.Headers[_settings.HeaderName] = await _tokens!.GetAsync(context.RequestAborted).ConfigureAwait(false);
            }
            catch (ComponentException exception)
            {
                _logger.LogError("No access token could be had: {Reason}", exception.Message);
                await MiddlewareAnswer.TextAsync(context, StatusCodes.Status502BadGateway, "the access token for this request couldn't be had").ConfigureAwait(false);
                return;
            }
        }

        await next(context).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_tokens is not null)
            await _tokens.DisposeAsync().ConfigureAwait(false);
        _client?.Dispose();
    }

    // What the operator gives goes before what is usual, as in Go's library.
    private static List<KeyValuePair<string, string>> Grant(ClientCredentialsSettings settings)
    {
        var parameters = settings.Parameters.ToList();
        if (!parameters.Exists(parameter => parameter.Key == "grant_type"))
            parameters.Insert(0, new("grant_type", "client_credentials"));
        if (settings.Scope.Length > 0 && !parameters.Exists(parameter => parameter.Key == "scope"))
            parameters.Add(new("scope", settings.Scope));
        return parameters;
    }
}
