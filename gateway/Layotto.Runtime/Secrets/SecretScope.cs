using System.Collections.Frozen;

namespace Layotto.Runtime.Secrets;

/// <summary>Which secrets of a store the app may read: <c>spec.secrets.scopes</c> of a Dapr Configuration.</summary>
public sealed class SecretScope
{
    private readonly FrozenSet<string> _allowed;
    private readonly FrozenSet<string> _denied;
    private readonly bool _isDeniedByDefault;

    /// <summary>Creates the scope.</summary>
    /// <param name="storeName">The store it is about.</param>
    /// <param name="isDeniedByDefault">Whether <c>defaultAccess</c> is <c>deny</c>.</param>
    /// <param name="allowed">With any, only these may be read.</param>
    /// <param name="denied">Unless there are allowed ones, these may not be read.</param>
    public SecretScope(string storeName, bool isDeniedByDefault, IEnumerable<string> allowed, IEnumerable<string> denied)
    {
        StoreName = storeName;
        _isDeniedByDefault = isDeniedByDefault;
        _allowed = allowed.ToFrozenSet(StringComparer.Ordinal);
        _denied = denied.ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>The store it is about.</summary>
    public string StoreName { get; }

    /// <summary>Whether a secret may be read: with a list of allowed ones that list decides alone, else the denied ones, else the default.</summary>
    public bool Allows(string secretName)
        => _allowed.Count > 0 ? _allowed.Contains(secretName) : !_denied.Contains(secretName) && !_isDeniedByDefault;
}
