using Xunit;

namespace Layotto.EndToEnd.Tests.Invocation;

/// <summary>One pair with an HTTP app behind the callee, for many tests.</summary>
public sealed class HttpPairFixture : IAsyncLifetime
{
    internal SidecarPair Pair { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Pair = await SidecarPair.StartAsync(
        EchoApp.HandleAsync,
        new PairSettings
        {
            MaxBodySize = "2Gi",
            CalleeArguments = ["--read-buffer-size", "16Ki"],
            CallerArguments = ["--read-buffer-size", "16Ki"],
            CallerEnvironment = new() { ["NAMESPACE"] = "" },
        });

    public ValueTask DisposeAsync() => Pair.DisposeAsync();
}
