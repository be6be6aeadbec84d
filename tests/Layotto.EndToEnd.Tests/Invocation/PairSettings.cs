using Layotto.Grpc.Hosting;

namespace Layotto.EndToEnd.Tests.Invocation;

/// <summary>How a <see cref="SidecarPair"/> is started.</summary>
internal sealed record PairSettings
{
    /// <summary>What the callee's app speaks, as the gateway is told.</summary>
    public string AppProtocol { get; init; } = "http";

    /// <summary>What it speaks.</summary>
    public ListenProtocols AppProtocols { get; init; } = ListenProtocols.Http1;

    /// <summary>The address on which the gateways find each other, in brackets where IPv6 has them.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The limit of request bodies.</summary>
    public string MaxBodySize { get; init; } = "4Mi";

    /// <summary>Further arguments of the caller's gateway.</summary>
    public string[] CallerArguments { get; init; } = [];

    /// <summary>Further arguments of the callee's gateway.</summary>
    public string[] CalleeArguments { get; init; } = [];

    /// <summary>The environment of the caller's gateway.</summary>
    public Dictionary<string, string> CallerEnvironment { get; init; } = [];

    /// <summary>The environment of the callee's gateway.</summary>
    public Dictionary<string, string> CalleeEnvironment { get; init; } = [];

    /// <summary>Further lines of both gateways' Configuration.</summary>
    public string Configuration { get; init; } = "";

    /// <summary>Whether the app itself answers when the sidecar asks what it says of itself; else the answer is that there is nothing.</summary>
    public bool IsAskedForConfiguration { get; init; }

    /// <summary>Resource documents of both gateways.</summary>
    public string Resources { get; init; } = "";
}
