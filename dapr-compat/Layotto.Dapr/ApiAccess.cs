using System.Collections.Frozen;

namespace Layotto.Dapr;

/// <summary>
/// Which APIs a Configuration lets be called (<c>spec.api</c>): what is denied is closed; with a list of allowed ones, everything else
/// is closed too. The rules of one protocol say nothing about the other.
/// </summary>
public sealed class ApiAccess
{
    private readonly FrozenSet<string> _allowed;
    private readonly FrozenSet<string> _denied;

    private ApiAccess(IEnumerable<ApiAccessRule> allowed, IEnumerable<ApiAccessRule> denied, string protocol)
    {
        _allowed = KeysOf(allowed, protocol);
        _denied = KeysOf(denied, protocol);
    }

    /// <summary>Whether there is any rule.</summary>
    public bool IsOpen => _allowed.Count == 0 && _denied.Count == 0;

    /// <summary>The rules for HTTP.</summary>
    public static ApiAccess ForHttp(IEnumerable<ApiAccessRule> allowed, IEnumerable<ApiAccessRule> denied) => new(allowed, denied, "http");

    /// <summary>The rules for gRPC.</summary>
    public static ApiAccess ForGrpc(IEnumerable<ApiAccessRule> allowed, IEnumerable<ApiAccessRule> denied) => new(allowed, denied, "grpc");

    /// <summary>Whether the APIs of a group may be called.</summary>
    /// <param name="name">The group's name, such as <c>state</c>.</param>
    /// <param name="version">Its version, such as <c>v1</c>.</param>
    public bool Allows(string name, string version)
    {
        var key = Key(name, version);
        return !_denied.Contains(key) && (_allowed.Count == 0 || _allowed.Contains(key));
    }

    private static FrozenSet<string> KeysOf(IEnumerable<ApiAccessRule> rules, string protocol)
        => rules.Where(rule => rule.Protocol == protocol)
            .Select(rule => Key(rule.Name, Normal(rule.Version)))
            .ToFrozenSet(StringComparer.Ordinal);

    private static string Key(string name, string version) => $"{name}/{version}";

    // The versions of paths are accepted too: v1.0 is v1, v1.0-alpha1 is v1alpha1.
    private static string Normal(string version)
        => version.Replace(".0-", "", StringComparison.Ordinal).Replace(".0", "", StringComparison.Ordinal);
}
