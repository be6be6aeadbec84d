using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Layotto.Components.NameResolution.Mdns;
using Layotto.Components.NameResolution.Mdns.Packets;
using Layotto.Testing;
using Layotto.Testing.Processes;
using Microsoft.Extensions.Logging;

namespace Layotto.Components.NameResolution.Tests.Mdns;

/// <summary>On this machine's real network, whatever it has.</summary>
public sealed class MdnsNetworkTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sidecar_in_another_process_is_found_and_its_goodbye_heard()
    {
        var appId = $"app-{Guid.NewGuid():N}";
        await using var caller = await CreateAsync();
        using var announcer = StartAnnouncer(appId, "127.0.0.1", 50123);
        Assert.Equal("ready", await announcer.StandardOutput.ReadLineAsync(CancellationToken).AsTask().WaitAsync(Deadline, CancellationToken));

        Assert.Equal(["127.0.0.1:50123"], await ResolveAsync(caller, appId));

        announcer.StandardInput.Close();
        await announcer.WaitForExitAsync(CancellationToken).WaitAsync(Deadline, CancellationToken);
        Assert.Equal(0, announcer.ExitCode);
        var error = await Assert.ThrowsAsync<ComponentException>(async () =>
        {
            // The goodbye was sent before the process ended, and is on its way here at most for a moment.
            for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < Deadline; await Task.Yield())
                await ResolveAsync(caller, appId);
        });
        Assert.Contains(appId, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Port_kept_by_another_program_is_told_and_answers_come_to_a_port_aside()
    {
        using var hog = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ExclusiveAddressUse = true };
        hog.Bind(new IPEndPoint(IPAddress.Any, 0));
        var port = ((IPEndPoint)hog.LocalEndPoint!).Port;
        using var hog6 = new Socket(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp) { ExclusiveAddressUse = true };
        hog6.DualMode = false;
        hog6.Bind(new IPEndPoint(IPAddress.IPv6Any, port));
        var logger = new RecordingLogger();
        await using var caller = new MdnsNameResolver(new MdnsNetwork(port));
        await caller.InitializeAsync(TestContexts.Create([], logger: logger), CancellationToken);
        Assert.Contains("keeps the port", Assert.Single(logger.Entries, entry => entry.Level == LogLevel.Warning).Message, StringComparison.Ordinal);

        // The program that has the port hears the query on loopback, and answers to its sender.
        hog.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddMembership, new MulticastOption(IPAddress.Parse("224.0.0.251"), IPAddress.Loopback));
        var search = ResolveAsync(caller, "orders");
        var buffer = new byte[9000];
        var query = await hog.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), CancellationToken)
            .AsTask().WaitAsync(Deadline, CancellationToken);
        Assert.True(MdnsMessage.TryRead(buffer.AsSpan(0, query.ReceivedBytes), out var message));
        Assert.Equal(new MdnsQuestion("orders.local", DnsRecordType.Ptr, WantsUnicast: true), Assert.Single(message.Questions));
        var service = MdnsService.Create(
            new SidecarRegistration { AppId = "orders", HostAddress = "192.0.2.7", InternalPort = 50002 }, "elsewhere", 1);
        hog.SendTo(service.Announcement.Write(), query.RemoteEndPoint);

        Assert.Equal(["192.0.2.7:50002"], await search);
    }

    [Fact]
    public async Task Rubbish_on_the_port_doesn_t_stop_it()
    {
        var appId = $"app-{Guid.NewGuid():N}";
        await using var callee = await CreateAsync();
        await callee.RegisterAsync(new SidecarRegistration { AppId = appId, HostAddress = "127.0.0.1", InternalPort = 50124 }, CancellationToken);
        await using var caller = await CreateAsync();
        using var stranger = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        stranger.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastInterface, IPAddress.HostToNetworkOrder(1));
        var random = new Random(11);
        var packet = new byte[12_000];
        for (var round = 0; round < 200; round++)
        {
            random.NextBytes(packet);
            stranger.SendTo(packet.AsSpan(0, random.Next(packet.Length)), new IPEndPoint(IPAddress.Parse("224.0.0.251"), MdnsNetwork.WellKnownPort));
        }

        Assert.Equal(["127.0.0.1:50124"], await ResolveAsync(caller, appId));
    }

    private static async Task<MdnsNameResolver> CreateAsync()
    {
        var resolver = new MdnsNameResolver();
        await resolver.InitializeAsync(TestContexts.Create(), CancellationToken);
        return resolver;
    }

    private static Task<IReadOnlyList<string>> ResolveAsync(MdnsNameResolver resolver, string appId)
        => resolver.ResolveAsync(new NameResolutionRequest(appId, "", 50002), CancellationToken).AsTask().WaitAsync(Deadline, CancellationToken);

    private static Process StartAnnouncer(string appId, string address, int port)
    {
        const string name = "Layotto.Components.NameResolution.Announcer";
        var start = new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, name), [appId, address, port.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = RepositoryRoot.Path,
        };
        ProcessTraces.Avoid(start.Environment);
        return Process.Start(start)!;
    }
}
