using Layotto.Components.Crypto.Keys;

namespace Layotto.Components.Crypto.Jwks;

/// <summary><c>crypto.dapr.jwks</c>: keys from a JSON Web Key Set. A key's name is its <c>kid</c>.</summary>
public sealed class JwksCryptoProvider : KeyHoldingCryptoProvider
{
    private IKeySetSource? _source;

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (_source is not null)
            await _source.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async ValueTask OpenAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        _source = SourceOf(JwksSettings.Read(context.Metadata), context);
        await _source.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override ValueTask<CryptoKey> FindAsync(string keyName, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<CryptoKey>(_source!.Current().Find(keyName));
    }

    private static IKeySetSource SourceOf(JwksSettings settings, ComponentContext context)
    {
        if (settings.Jwks.StartsWith("https://", StringComparison.Ordinal) || settings.Jwks.StartsWith("http://", StringComparison.Ordinal))
        {
            return Uri.TryCreate(settings.Jwks, UriKind.Absolute, out var address)
                ? new UrlKeySet(address, settings, context.TimeProvider, context.Logger)
                : throw new ComponentException("The metadata key \"jwks\" begins like a URL but isn't a right one.");
        }

        return File.Exists(settings.Jwks)
            ? new FileKeySet(Path.GetFullPath(settings.Jwks), context.Logger)
            : new InlineKeySet(settings.Jwks, context.Logger);
    }
}
