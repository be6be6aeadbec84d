using Layotto.Components;
using Layotto.Components.Embedded.PubSub;
using Layotto.Components.Embedded.State;
using Layotto.Pluggable.Discovery;
using Layotto.Testing;

namespace Layotto.Pluggable.Sdk.Tests;

public sealed class ComponentHostTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private ComponentServerOptions Options => new() { Folder = _folder.Path };

    [Fact]
    public async Task Names_are_sockets_and_one_socket_serves_several_kinds()
    {
        var builder = new ComponentHostBuilder()
            .Add("one", () => new InMemoryStateStore())
            .Add("one", () => new InMemoryPubSub())
            .Add("two", () => new InMemoryStateStore());
        using var ending = new CancellationTokenSource();
        using var output = new Lines();
        var running = ComponentHost.RunAsync(builder, Options, output, ending.Token);
        await output.UntilAsync(2);
        var catalogue = new ComponentCatalogue();
        await using (var discovery = new SocketDiscovery(new PluggableOptions { Folder = _folder.Path }, catalogue, new RecordingLogger()))
            await discovery.ScanAsync(Patience.Cancellation).Soon();

        Assert.All(["state.one", "pubsub.one", "state.two"], type => Assert.True(catalogue.TryFind(type, "v1", out _, out var reason), reason));
        Assert.StartsWith("serving dapr.proto.components.v1.StateStore", output.Written[0], StringComparison.Ordinal);
        Assert.EndsWith($" at {_folder.File("one.sock")}", output.Written[0], StringComparison.Ordinal);
        await ending.CancelAsync();
        await running.Soon();
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task Program_without_components_says_how_to_add_one()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => ComponentHost.RunAsync(new ComponentHostBuilder(), Options, TextWriter.Null, Patience.Cancellation));

        Assert.Contains("host.Add(", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Program_that_can_not_serve_returns_one()
    {
        _folder.Write("mine.sock", "no socket");

        Assert.Equal(1, await ComponentHost.RunAsync(host => host.Add("mine", () => new InMemoryStateStore()), Options).Soon());
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData(".hidden")]
    public void Name_that_is_none_of_a_socket_is_refused(string name)
        => Assert.ThrowsAny<ArgumentException>(() => new ComponentHostBuilder().Add(name, () => new InMemoryStateStore()));

    public void Dispose() => _folder.Dispose();

    /// <summary>Keeps the lines that are written.</summary>
    private sealed class Lines : StringWriter
    {
        private readonly List<string> _written = [];

        public IReadOnlyList<string> Written
        {
            get
            {
                lock (_written)
                    return [.. _written];
            }
        }

        public override Task WriteLineAsync(string? value)
        {
            lock (_written)
                _written.Add(value ?? "");
            return Task.CompletedTask;
        }

        public Task UntilAsync(int count) => Patience.UntilAsync(() => Written.Count >= count, $"{count} lines are written");
    }
}
