using Layotto.Components;
using Layotto.Components.NameResolution;
using Layotto.Runtime.Invocation;
using Layotto.Testing;

namespace Layotto.Runtime.Tests.Invocation;

public sealed class PeerDirectoryTests : IAsyncDisposable
{
    private static readonly AppTarget Target = new("checkout", "shop");

    private readonly FakeTimeProvider _clock = new();
    private readonly FakeResolver _resolver = new();
    private readonly PeerDirectory _directory;

    public PeerDirectoryTests() => _directory = new PeerDirectory(_clock) { Resolver = _resolver, InternalPort = 50002 };

    [Fact]
    public async Task Calls_take_turns_over_the_addresses()
    {
        _resolver.Answer = _ => ["a:1", "b:1", "c:1"];
        var seen = new List<string>();
        for (var call = 0; call < 6; call++)
            seen.Add(await FindAsync());
        Assert.Equal(["a:1", "b:1", "c:1", "a:1", "b:1", "c:1"], seen);
        Assert.Equal([new NameResolutionRequest("checkout", "shop", 50002)], _resolver.Requests);
    }

    [Fact]
    public async Task An_answer_is_used_for_twenty_seconds()
    {
        await FindAsync();
        _clock.Advance(TimeSpan.FromSeconds(19.9));
        await FindAsync();
        Assert.Single(_resolver.Requests);
        _clock.Advance(TimeSpan.FromSeconds(0.2));
        await FindAsync();
        Assert.Equal(2, _resolver.Requests.Count);
    }

    [Fact]
    public async Task A_forgotten_address_is_asked_for_again()
    {
        await FindAsync();
        _resolver.Answer = _ => ["elsewhere:1"];
        _directory.Forget(Target);
        Assert.Equal("elsewhere:1", await FindAsync());
    }

    [Fact]
    public async Task Without_a_resolver_or_an_address_there_is_an_error()
    {
        _resolver.Answer = _ => [];
        Assert.Contains("shop/checkout", (await Assert.ThrowsAsync<ComponentException>(FindAsync)).Message, StringComparison.Ordinal);
        _directory.Resolver = null;
        Assert.Equal("name resolver not initialized", (await Assert.ThrowsAsync<ComponentException>(FindAsync)).Message);
    }

    public ValueTask DisposeAsync() => _resolver.DisposeAsync();

    private Task<string> FindAsync() => _directory.FindAsync(Target, TestContext.Current.CancellationToken).AsTask();
}
