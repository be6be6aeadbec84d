using System.Collections.Concurrent;
using System.Text.Json;
using Layotto.Components;
using Layotto.Components.Bindings;
using Layotto.Components.Configuration;
using Layotto.Components.Crypto;
using Layotto.Components.Embedded;
using Layotto.Components.Middleware;
using Layotto.Components.NameResolution;
using Layotto.Components.NameResolution.HostNames;
using Layotto.Components.Sqlite;
using Layotto.Conformance.Sockets;
using Layotto.Pluggable.Sdk;
using Layotto.Testing;

namespace Layotto.Conformance.Tests.BuiltIn;

/// <summary>The components that are built in, each behind a socket, pass what others are tested for.</summary>
public sealed class BuiltInTests
{
    private static readonly ComponentCatalogue Catalogue = CryptoComponents.Register(MiddlewareComponents.Register(
        NameResolutionComponents.Register(SqliteComponents.Register(EmbeddedComponents.Register(new ComponentCatalogue())))));

    private readonly FakeTimeProvider _clock = new();

    public static TheoryData<string> Types => [.. BuiltInCases.All.Keys];

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Component_conforms_behind_a_socket(string type)
    {
        Assert.True(Catalogue.TryFind(type, "v1", out var descriptor, out var reason), reason);
        Environment.SetEnvironmentVariable("LAYOTTO_HOSTED_conftestsecret", "abcd");
        Environment.SetEnvironmentVariable("LAYOTTO_HOSTED_secondsecret", "efgh");
        await using var around = await Surroundings.StartAsync(TestContext.Current.CancellationToken).Soon();
        using var ticking = new CancellationTokenSource();
        var options = BuiltInCases.All[type](around, new SocketConformanceOptions
        {
            Kind = descriptor.Kind,
            Socket = around.Folder.File("hosted.sock"),
            AdvanceAsync = (time, _) =>
            {
                _clock.Advance(time);
                return Task.CompletedTask;
            },
        });

        // Their waits are short; what depends on the time of day has a clock of its own.
        var hasClock = descriptor.Kind == ComponentKind.State || descriptor.Kind == ComponentKind.Lock;
        if (descriptor.Kind == ComponentKind.State)
            options = options with { TimeProvider = _clock };
        var components = new ConcurrentQueue<IComponent>();
        await using var server = await ComponentServer.StartAsync(
            options.Socket,
            [new ServedComponent(Create, descriptor.Schema)],
            new ComponentServerOptions { TimeProvider = hasClock ? _clock : TimeProvider.System },
            TestContext.Current.CancellationToken).Soon();
        if (type == "configuration.local.file")
            options = options with { WriteConfigurationAsync = (items, token) => WriteAsync(options.Metadata["path"], (IConfigurationStore)components.First(), items, token) };
        var ticks = type == "bindings.cron" ? TickAsync(ticking.Token) : Task.CompletedTask;

        var report = await SocketConformance.RunAsync(options, null, TestContext.Current.CancellationToken).Soon();

        await ticking.CancelAsync();
        await ticks.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        Assert.All(report.Entries, entry => Assert.True(entry.Result.Outcome != ConformanceOutcome.Failed, $"{entry.Suite}: {entry.Result.Case}: {entry.Result.Reason}"));
        Assert.True(
            report.Count(ConformanceOutcome.Passed) >= 20,
            $"Only {report.Count(ConformanceOutcome.Passed)} cases passed.");
        TestContext.Current.SendDiagnosticMessage(
            $"{type}: {report.Count(ConformanceOutcome.Passed)} passed, {report.Count(ConformanceOutcome.NotApplicable)} not applicable, {report.Duration.TotalSeconds:0.0} s");

        IComponent Create()
        {
            var component = type switch
            {
                "bindings.cron" => new ClockedBinding((IInputBinding)descriptor.Create(), _clock),
                "nameresolution.dns" => new DnsNameResolver(around.Hosts.ResolveAsync),
                "nameresolution.kubernetes" => new KubernetesNameResolver(around.Hosts.ResolveAsync),
                _ => descriptor.Create(),
            };
            components.Enqueue(component);
            return component;
        }
    }

    [Fact]
    public void Every_type_is_tested()
        => Assert.Equal(Catalogue.All.Select(descriptor => descriptor.Type).Order(StringComparer.Ordinal), BuiltInCases.All.Keys.Order(StringComparer.Ordinal));

    private async Task TickAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (await timer.WaitForNextTickAsync(cancellationToken))
            _clock.Advance(TimeSpan.FromSeconds(10));
    }

    // The file is written, and waited for: the component looks at it now and then.
    private static async Task WriteAsync(
        string path, IConfigurationStore store, IReadOnlyDictionary<string, ConfigurationItem> items, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(
            path + ".new",
            JsonSerializer.Serialize(items.ToDictionary(item => item.Key, item => new { value = item.Value.Value, version = item.Value.Version, metadata = item.Value.Metadata })),
            cancellationToken);
        File.Move(path + ".new", path, overwrite: true);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!Same(await store.GetAsync([], new Dictionary<string, string>(), cancellationToken), items))
            await timer.WaitForNextTickAsync(cancellationToken);
    }

    private static bool Same(IReadOnlyDictionary<string, ConfigurationItem> left, IReadOnlyDictionary<string, ConfigurationItem> right)
        => left.Count == right.Count && left.All(item => right.TryGetValue(item.Key, out var other) && item.Value == other);
}
