namespace Layotto.Components.State;

/// <summary>A state store that can list its keys by a pattern.</summary>
public interface IKeyListingStateStore : IStateStore
{
    /// <summary>
    /// Lists the keys that match a pattern of SQL's LIKE: <c>%</c> for any text, <c>_</c> for any character, a backslash before
    /// either, or before a backslash, for the character itself. Expired keys aren't listed.
    /// </summary>
    /// <param name="pattern">The pattern; not empty.</param>
    /// <param name="pageSize">The most keys to answer with; null for no limit.</param>
    /// <param name="continuationToken">Where the page before ended, or null for the first one.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <exception cref="ComponentException">The pattern or the token is wrong, or the store couldn't list.</exception>
    ValueTask<StateKeyPage> ListKeysAsync(string pattern, int? pageSize, string? continuationToken, CancellationToken cancellationToken);
}
