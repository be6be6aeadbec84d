using Xunit;

namespace Layotto.EndToEnd.Tests.Invocation;

/// <summary>One pair with an HTTP app behind the callee, for many tests.</summary>
public class HttpPairFixture : IAsyncLifetime
{
    private readonly string _resources;

    public HttpPairFixture()
        : this("")
    {
    }

    private protected HttpPairFixture(string resources) => _resources = resources;

    internal SidecarPair Pair { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Pair = await SidecarPair.StartAsync(
        EchoApp.HandleAsync,
        new PairSettings
        {
            MaxBodySize = "2Gi",
            Resources = _resources,
            CalleeArguments = ["--read-buffer-size", "16Ki"],
            CallerArguments = ["--read-buffer-size", "16Ki"],
            CallerEnvironment = new() { ["NAMESPACE"] = "" },
        });

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Pair.DisposeAsync();
    }
}
