using System.Collections.Frozen;

namespace Layotto.Runtime.Invocation;

/// <summary>
/// Which apps may call this one, by Dapr's rules (<c>pkg/acl</c>): an operation's own action goes before the default of its app, and that
/// before the default of all.
/// </summary>
/// <remarks>
/// Operations are looked up in the canonical form that calls are dispatched in, so that both always mean the same path. Without mutual TLS
/// nobody can say who calls; then the default of all decides, as in Dapr.
/// </remarks>
public sealed class AccessControl
{
    private readonly FrozenDictionary<(string AppId, string Namespace), Rules> _apps;
    private readonly bool _allowsByDefault;
    private readonly bool _isHttp;

    /// <summary>Creates the control.</summary>
    /// <param name="allowsByDefault">Whether apps without a policy may call.</param>
    /// <param name="policies">The policies; of two for the same app and namespace the last one counts.</param>
    /// <param name="isHttp">Whether the app speaks HTTP: then paths are compared without regard to case, and verbs count.</param>
    public AccessControl(bool allowsByDefault, IEnumerable<AccessPolicy> policies, bool isHttp)
    {
        _allowsByDefault = allowsByDefault;
        _isHttp = isHttp;
        var apps = new Dictionary<(string AppId, string Namespace), Rules>();
        foreach (var policy in policies)
            apps[(policy.AppId, policy.Namespace)] = new Rules(policy, OperationTree.Create(policy.Operations, isHttp));
        _apps = apps.ToFrozenDictionary();
    }

    /// <summary>Allows everything.</summary>
    public static AccessControl Open { get; } = new(allowsByDefault: true, [], isHttp: true);

    /// <summary>Whether everything is allowed, so that nobody has to ask.</summary>
    public bool IsOpen => _allowsByDefault && _apps.Count == 0;

    /// <summary>Whether a call is allowed.</summary>
    /// <param name="caller">Who calls; null when that isn't known.</param>
    /// <param name="operation">The path that is called, in its canonical form.</param>
    /// <param name="verb">The HTTP verb; null for a call that has none.</param>
    public bool Allows(CallerIdentity? caller, string operation, string? verb)
    {
        if (caller is null
            || !_apps.TryGetValue((caller.AppId, caller.Namespace), out var rules)
            || rules.Policy.TrustDomain != caller.TrustDomain)
        {
            return _allowsByDefault;
        }

        var otherwise = rules.Policy.AllowsByDefault ?? _allowsByDefault;
        var path = operation.StartsWith('/') ? operation : "/" + operation;
        if (rules.Operations.Find(_isHttp ? path.ToLowerInvariant() : path) is not { } found)
            return otherwise;
        if (!_isHttp)
            return found.IsAllowed;

        // A call of an HTTP app without a verb is held to what its app's policy says by default, and to a refusal where it says nothing.
        if (verb is null)
            return rules.Policy.AllowsByDefault ?? false;
        return found.Verbs.Contains(verb) || found.Verbs.Contains("*") ? found.IsAllowed : otherwise;
    }

    private sealed record Rules(AccessPolicy Policy, OperationTree Operations);
}
