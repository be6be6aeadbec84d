namespace Layotto.Runtime.Invocation;

/// <summary>An app that is called: its id and its namespace.</summary>
/// <param name="AppId">The app's id; not empty.</param>
/// <param name="Namespace">Its namespace; empty for none.</param>
public readonly record struct AppTarget(string AppId, string Namespace)
{
    /// <summary>Reads <c>app</c> or <c>app.namespace</c>.</summary>
    /// <param name="id">What a caller wrote.</param>
    /// <param name="ownNamespace">The namespace that is meant where none is written.</param>
    /// <param name="target">The app.</param>
    /// <returns>False when it is neither.</returns>
    public static bool TryParse(string id, string ownNamespace, out AppTarget target)
    {
        target = default;
        if (id.Length == 0 || id.AsSpan().ContainsAnyInRange('\0', ' ') || id.AsSpan().ContainsAny('/', '\\', '\x7f'))
            return false;
        var dot = id.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
        {
            target = new AppTarget(id, ownNamespace);
            return true;
        }

        if (dot == 0 || dot == id.Length - 1 || id.IndexOf('.', dot + 1) >= 0)
            return false;
        target = new AppTarget(id[..dot], id[(dot + 1)..]);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Namespace is null or "" ? AppId : $"{AppId}.{Namespace}";
}
