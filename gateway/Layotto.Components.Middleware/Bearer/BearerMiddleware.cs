using Layotto.Components.HttpMiddleware;
using Microsoft.AspNetCore.Http;

namespace Layotto.Components.Middleware.Bearer;

/// <summary><c>middleware.http.bearer</c>: a request without a valid JSON Web Token of the issuer is answered 401.</summary>
public sealed class BearerMiddleware : IHttpMiddleware
{
    private const string Prefix = "bearer ";

    private HttpClient? _client;
    private SigningKeys? _keys;
    private TokenValidation _validation = null!;

    /// <inheritdoc/>
    public IReadOnlyList<string> Features => [];

    /// <inheritdoc/>
    public async ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        var settings = BearerSettings.Read(context.Metadata);
        _client = ProviderClient.Create();
        var address = settings.KeysAddress
            ?? await OpenIdConfiguration.FindKeysAsync(_client, settings.Issuer, cancellationToken).ConfigureAwait(false);
        _keys = await SigningKeys.FetchAsync(_client, address, context.TimeProvider, context.Logger, cancellationToken).ConfigureAwait(false);
        _validation = new TokenValidation(settings, _keys, context.TimeProvider);
    }

    /// <inheritdoc/>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        // Of two headers nobody could say which one whatever is behind would look at.
        var isValid = context.Request.Headers.Authorization is [{ } header]
            && header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            && await _validation.IsValidAsync(header[Prefix.Length..], context.RequestAborted).ConfigureAwait(false);
        if (isValid)
            await next(context).ConfigureAwait(false);
        else
            await MiddlewareAnswer.UnauthorizedAsync(context).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_keys is not null)
            await _keys.DisposeAsync().ConfigureAwait(false);
        _client?.Dispose();
    }
}
