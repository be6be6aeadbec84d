namespace Layotto.Components.Crypto.Jwks;

/// <summary>Where a key set comes from.</summary>
internal interface IKeySetSource : IAsyncDisposable
{
    /// <summary>Loads the set for the first time.</summary>
    /// <exception cref="ComponentException">It can't be had.</exception>
    ValueTask StartAsync(CancellationToken cancellationToken);

    /// <summary>The set in force.</summary>
    KeySet Current();
}
