using Layotto.Components;
using Layotto.Components.NameResolution;
using Layotto.Runtime.Invocation;
using Layotto.Runtime.Loading;
using Layotto.Testing;
using Microsoft.Extensions.Logging;

namespace Layotto.Runtime.Tests.Invocation;

public sealed class NameResolverHostTests : IAsyncDisposable
{
    private readonly FakeResolver _resolver = new();
    private readonly RecordingLogger _log = new();
    private readonly FakeTimeProvider _clock = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("mdns")]
    [InlineData("nameresolution.mdns")]
    public async Task The_resolver_that_is_named_starts_and_mdns_without_a_name(string name)
    {
        await using var host = Host(new NameResolutionOptions { Component = name, Settings = new Dictionary<string, string> { ["key"] = "value" } });

        Assert.Same(_resolver, await StartAsync(host));
        Assert.Equal("value", _resolver.Context!.Metadata["key"]);
        Assert.Equal(("app", "space"), (_resolver.Context.AppId, _resolver.Context.Namespace));
    }

    [Fact]
    public async Task One_that_is_not_there_is_told_of()
    {
        await using var host = Host(new NameResolutionOptions { Component = "carrier-pigeon" });
        Assert.Null(await StartAsync(host));
        Assert.Contains(_log.Entries, entry => entry.Level == LogLevel.Warning && entry.Message.Contains("carrier-pigeon", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_that_fails_is_told_of_and_let_go()
    {
        _resolver.OnInitialize = _ => throw new ComponentException("the network is down");
        await using var host = Host(new NameResolutionOptions());
        Assert.Null(await StartAsync(host));
        Assert.Contains(_log.Entries, entry => entry.Message.Contains("the network is down", StringComparison.Ordinal));
        Assert.True(_resolver.IsDisposed);
    }

    [Fact]
    public async Task One_that_takes_too_long_is_told_of()
    {
        _resolver.OnInitialize = token => Task.Delay(Timeout.Infinite, token);
        await using var host = Host(new NameResolutionOptions());
        var starting = StartAsync(host);
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Null(await starting.WaitAsync(TimeSpan.FromSeconds(30), Token));
        Assert.Contains(_log.Entries, entry => entry.Message.Contains("within 5 s", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_sidecar_is_registered_and_a_failure_only_told_of()
    {
        await using var host = Host(new NameResolutionOptions());
        await StartAsync(host);
        var registration = new SidecarRegistration { AppId = "app", HostAddress = "192.0.2.1", InternalPort = 1 };
        await host.RegisterAsync(registration, Token);
        Assert.Same(registration, _resolver.Registration);

        _resolver.RegistrationFailure = new ComponentException("nobody listens");
        await host.RegisterAsync(registration, Token);
        Assert.Contains(_log.Entries, entry => entry.Level == LogLevel.Warning && entry.Message.Contains("nobody listens", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_whose_type_comes_later_is_started_then_and_told_of_the_sidecar()
    {
        var catalogue = new ComponentCatalogue();
        var waited = new List<string>();
        var options = new NameResolutionOptions
        {
            Component = "late",
            AwaitType = (specification, _) =>
            {
                waited.Add($"{specification.Type} {specification.InitTimeout.TotalSeconds}");
                return Task.CompletedTask;
            },
        };
        await using var host = new NameResolverHost(catalogue, options, new OneLogger(_log), _clock);
        var registration = new SidecarRegistration { AppId = "app", HostAddress = "192.0.2.1", InternalPort = 1 };

        Assert.True(await host.FollowTypesAsync(Token));
        Assert.Null(await StartAsync(host));
        await host.RegisterAsync(registration, Token);
        Assert.True(await host.FollowTypesAsync(Token));
        Assert.Null(host.Resolver);
        catalogue.Offer([Late()]);
        _resolver.OnInitialize = _ => throw new ComponentException("not yet");
        Assert.False(await host.FollowTypesAsync(Token));
        Assert.Null(host.Resolver);
        _resolver.OnInitialize = _ => Task.CompletedTask;
        Assert.True(await host.FollowTypesAsync(Token));

        Assert.Same(_resolver, host.Resolver);
        Assert.Same(registration, _resolver.Registration);
        Assert.Equal(["nameresolution.late 5"], waited);
    }

    public ValueTask DisposeAsync() => _resolver.DisposeAsync();

    private ComponentDescriptor Late() => new() { Kind = ComponentKind.NameResolution, Name = "late", Summary = "For tests.", Create = () => _resolver };

    private static Task<INameResolver?> StartAsync(NameResolverHost host)
        => host.StartAsync(new RuntimeIdentity("app") { Namespace = "space" }, Token);

    private NameResolverHost Host(NameResolutionOptions options)
    {
        var catalogue = new ComponentCatalogue().Add(new ComponentDescriptor
        {
            Kind = ComponentKind.NameResolution,
            Name = "mdns",
            Summary = "For tests.",
            Create = () => _resolver,
        });
        return new NameResolverHost(catalogue, options, new OneLogger(_log), _clock);
    }

    private sealed class OneLogger(ILogger logger) : ILoggerFactory
    {
        public ILogger CreateLogger(string categoryName) => logger;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("There is one logger.");

        public void Dispose()
        {
        }
    }
}
