using System.Globalization;
using System.Text;

namespace Layotto.Components.NameResolution.Consul;

/// <summary>What goes along with every question for the sidecars of an app, from the settings <c>queryOptions</c>.</summary>
internal sealed class ConsulQuery
{
    private readonly string _parameters;
    private readonly bool _isCached;

    private ConsulQuery(string parameters, bool isCached, string token, string cacheControl)
    {
        _parameters = parameters;
        _isCached = isCached;
        Token = token;
        CacheControl = cacheControl;
    }

    /// <summary>The token for these questions; empty for the client's.</summary>
    public string Token { get; }

    /// <summary>How old an answer from the agent's cache may be, as the header has it; empty for no word on it.</summary>
    public string CacheControl { get; }

    /// <summary>How long the agent waits for a change; null for the client's setting.</summary>
    public TimeSpan? WaitTime { get; private init; }

    /// <summary>Reads the options; without any, the agent's cache is used.</summary>
    /// <exception cref="MetadataException">One of them is wrong.</exception>
    public static ConsulQuery Read(JsonSettings options, string datacenter, bool isGiven)
    {
        var text = new StringBuilder();
        void Add(string name, string value)
        {
            if (value.Length > 0)
                text.Append('&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }

        void AddFlag(string name, bool isSet)
        {
            if (isSet)
                text.Append('&').Append(name);
        }

        Add("dc", options.Text("datacenter") is { Length: > 0 } own ? own : datacenter);
        Add("ns", options.Text("namespace"));
        Add("partition", options.Text("partition"));
        Add("near", options.Text("near"));
        Add("filter", options.Text("filter"));
        foreach (var (name, value) in options.Texts("nodeMeta"))
            Add("node-meta", $"{name}:{value}");
        if (options.Text("relayFactor") is { Length: > 0 } relay and not "0")
            Add("relay-factor", relay);
        AddFlag("stale", options.Boolean("allowStale"));
        AddFlag("consistent", options.Boolean("requireConsistent"));
        AddFlag("local-only", options.Boolean("localOnly"));
        AddFlag("connect", options.Boolean("connect"));

        var control = new List<string>();
        if (options.Duration("maxAge") is { } maxAge && maxAge > TimeSpan.Zero)
            control.Add(string.Create(CultureInfo.InvariantCulture, $"max-age={maxAge.TotalSeconds:0}"));
        if (options.Duration("staleIfError") is { } stale && stale > TimeSpan.Zero)
            control.Add(string.Create(CultureInfo.InvariantCulture, $"stale-if-error={stale.TotalSeconds:0}"));
        var isCached = !options.Boolean("requireConsistent") && (!isGiven || options.Boolean("useCache"));
        return new ConsulQuery(text.ToString(), isCached, options.Text("token"), isCached ? string.Join(", ", control) : "")
        {
            WaitTime = options.Duration("waitTime"),
        };
    }

    /// <summary>The path of the question for the healthy sidecars of an app.</summary>
    public string PathFor(string appId) => $"v1/health/service/{Uri.EscapeDataString(appId)}?passing=1{_parameters}{(_isCached ? "&cached" : "")}";

    /// <summary>The path of the question that is answered once something has changed since an index. It goes past the agent's cache.</summary>
    public string WatchPathFor(string appId, long index, TimeSpan wait)
        => string.Create(
            CultureInfo.InvariantCulture,
            $"v1/health/service/{Uri.EscapeDataString(appId)}?passing=1{_parameters}&index={index}&wait={(long)wait.TotalMilliseconds}ms");
}
