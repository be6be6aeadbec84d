using Layotto.Components;
using Layotto.Components.Greetings;
using Layotto.Pluggable.Discovery;
using Layotto.Pluggable.Tests.Processes;
using Layotto.Testing;

namespace Layotto.Pluggable.Tests.Greetings;

/// <summary>Layotto's <c>hello</c> in another process, found as Layotto finds it.</summary>
public sealed class PluggableGreeterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestStore.HealthLog _health = new();
    private FakeHelloService _service = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("v1")]
    [InlineData("v1alpha")]
    public async Task It_is_told_its_settings_and_greets(string reflection)
    {
        await using var process = await ServeAsync(reflection);
        await using var greeter = await StartAsync();

        Assert.Equal("good day, eva", await greeter.GreetAsync("eva", Patience.Cancellation).Soon());
        Assert.Equal(("hello-grpc-demo", "good day", "123456"), (_service.Config!.Type, _service.Config.HelloString, _service.Config.Metadata["token"]));
        await greeter.PingAsync(Patience.Cancellation).Soon();
    }

    [Fact]
    public async Task It_is_told_again_when_it_is_back()
    {
        var process = await ServeAsync();
        await using var greeter = await StartAsync();
        await process.DisposeAsync();
        await Patience.UntilAsync(() => _health.Last.Health == ComponentHealth.Failed, "the loss is reported");
        await Assert.ThrowsAsync<ComponentUnavailableException>(() => greeter.GreetAsync("eva", Patience.Cancellation).Soon());
        await Assert.ThrowsAsync<ComponentUnavailableException>(() => greeter.PingAsync(Patience.Cancellation).Soon());

        _service = new FakeHelloService();
        await using var back = await ServeAsync();
        await Patience.UntilAsync(() => _health.Last.Health == ComponentHealth.Ready, "it is used again");

        Assert.Equal("good day, eva", await greeter.GreetAsync("eva", Patience.Cancellation).Soon());
    }

    [Fact]
    public async Task Both_folders_are_looked_at_and_one_may_be_missing()
    {
        using var other = new TemporaryFolder();
        await using var process = await ServeAsync();
        var catalogue = new ComponentCatalogue();
        var options = TestStore.Options(other.File("missing")) with { FurtherFolders = [_folder.Path, other.Path, _folder.Path] };
        await using var discovery = new SocketDiscovery(options, catalogue, new RecordingLogger());
        await discovery.ScanAsync(Patience.Cancellation).Soon();
        await using var second = await FakeProcess.ServeAsync(other.File("locks.sock"), new Script(), [FakeLockService.Serve(new FakeLockService(TimeProvider.System))]);
        await discovery.ScanAsync(Patience.Cancellation).Soon();

        Assert.Equal(["hello.hello-grpc-demo", "lock.locks"], discovery.Records.SelectMany(record => record.Types).Order(StringComparer.Ordinal));
        Assert.True(catalogue.TryFind("hello.hello-grpc-demo", "", out _, out _));
        Assert.True(catalogue.TryFind("lock.locks", "", out _, out _));
    }

    private Task<FakeProcess> ServeAsync(params string[] reflection)
        => FakeProcess.ServeAsync(_folder.File("hello-grpc-demo.sock"), new Script(), [FakeHelloService.Serve(_service)], reflection);

    private Task<IGreeter> StartAsync() => TestComponents.StartAsync<IGreeter>(
        _folder.File("hello-grpc-demo.sock"), ComponentKind.Hello, _health, metadata: [("hello", "good day"), ("token", "123456")]);
}
