using System.Net;
using System.Net.Sockets;
using Layotto.Grpc.Hosting;
using Layotto.Grpc.Tests.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Layotto.Grpc.Tests.Hosting;

public sealed class KestrelHostTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Both_versions_are_served_on_one_cleartext_port(string version)
    {
        await using var host = await StartAsync(ListenEndpoint.Tcp(IPAddress.Loopback, 0), Describe);
        using var client = Client(version);

        for (var round = 0; round < 3; round++)
        {
            var response = await client.GetAsync($"http://{host.BoundEndpoints[0]}/path", Cancellation).WaitAsync(TestServer.Patience, Cancellation);

            Assert.Equal(version[..1], response.Version.Major.ToString(System.Globalization.CultureInfo.InvariantCulture));
            Assert.Equal($"HTTP/{version[..1]} http False /path", (await response.Content.ReadAsStringAsync(Cancellation)).Replace("/1.1", "/1"));
            Assert.False(response.Headers.Contains("server"));
        }
    }

    [Theory]
    [InlineData("P", "OST /x HTTP/1.1\r\nhost: a\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")]
    [InlineData("PR", "OPFIND /x HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")]
    [InlineData("PRI * HTTP/", "1.1\r\nhost: a\r\nconnection: close\r\n\r\n")]
    public async Task First_bytes_may_come_one_by_one(string first, string rest)
    {
        await using var host = await StartAsync(ListenEndpoint.Tcp(IPAddress.Loopback, 0), Describe);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(host.BoundEndpoints[0], Cancellation);
        await using var stream = new NetworkStream(socket);

        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(first), Cancellation);
        await stream.FlushAsync(Cancellation);
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(rest), Cancellation);
        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync(Cancellation).WaitAsync(TestServer.Patience, Cancellation);

        Assert.StartsWith("HTTP/1.1 ", answer);
    }

    [Fact]
    public async Task Port_that_is_held_refuses_connections_until_the_host_listens()
    {
        using var reservation = new PortReservation();
        var endpoint = FreeEndpoint();
        reservation.Hold(endpoint);

        using var early = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await Assert.ThrowsAsync<SocketException>(() => early.ConnectAsync(endpoint, Cancellation).AsTask());
        Assert.Contains("asked for twice", Assert.Throws<EndpointUnavailableException>(() => reservation.Hold(endpoint)).Message, StringComparison.Ordinal);

        await using var host = new KestrelHost(
            new KestrelHostOptions { Endpoints = [ListenEndpoint.Tcp(endpoint.Address, endpoint.Port)], Reservation = reservation }, Describe, NullLoggerFactory.Instance);
        await host.StartAsync(Cancellation);
        using var client = Client("1.1");
        Assert.Contains("/path", await client.GetStringAsync($"http://{endpoint}/path", Cancellation).WaitAsync(TestServer.Patience, Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connection_that_says_nothing_is_closed_at_stop()
    {
        await using var host = await StartAsync(ListenEndpoint.Tcp(IPAddress.Loopback, 0), Describe);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(host.BoundEndpoints[0], Cancellation);

        await host.StopAsync(Cancellation).WaitAsync(TestServer.Patience, Cancellation);

        Assert.Equal(0, await socket.ReceiveAsync(new byte[1], Cancellation).AsTask().WaitAsync(TestServer.Patience, Cancellation));
    }

    [Fact]
    public async Task Busy_port_is_named()
    {
        await using var first = await StartAsync(ListenEndpoint.Tcp(IPAddress.Loopback, 0), Describe);
        var port = ((IPEndPoint)first.BoundEndpoints[0]).Port;

        var exception = await Assert.ThrowsAsync<EndpointUnavailableException>(
            () => StartAsync(ListenEndpoint.Tcp(IPAddress.Loopback, port), Describe));

        Assert.Contains($"127.0.0.1:{port}", exception.Message);
        Assert.Contains("in use", exception.Message);
    }

    [Fact]
    public async Task Address_of_no_interface_is_named()
    {
        var exception = await Assert.ThrowsAsync<EndpointUnavailableException>(
            () => StartAsync(ListenEndpoint.Tcp(IPAddress.Parse("192.0.2.1"), 0), Describe));

        Assert.Contains("192.0.2.1:0", exception.Message);
    }

    [Fact]
    public async Task Stop_lets_requests_end()
    {
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await StartAsync(ListenEndpoint.Tcp(IPAddress.Loopback, 0), async context =>
        {
            began.SetResult();
            await release.Task;
            await context.Response.WriteAsync("done", Cancellation);
        });
        using var client = Client("2.0");

        var getting = client.GetStringAsync($"http://{host.BoundEndpoints[0]}/", Cancellation);
        await began.Task.WaitAsync(TestServer.Patience, Cancellation);
        var stopping = host.StopAsync(Cancellation);
        Assert.False(stopping.IsCompleted);
        release.SetResult();

        Assert.Equal("done", await getting.WaitAsync(TestServer.Patience, Cancellation));
        await stopping.WaitAsync(TestServer.Patience, Cancellation);
    }

    [Fact]
    public async Task Stop_aborts_requests_when_its_patience_ends()
    {
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await StartAsync(ListenEndpoint.Tcp(IPAddress.Loopback, 0), async context =>
        {
            began.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        using var client = Client("2.0");
        using var patience = new CancellationTokenSource();

        var getting = client.GetStringAsync($"http://{host.BoundEndpoints[0]}/", Cancellation);
        await began.Task.WaitAsync(TestServer.Patience, Cancellation);
        var stopping = host.StopAsync(patience.Token);
        await patience.CancelAsync();

        await stopping.WaitAsync(TestServer.Patience, Cancellation);
        await Assert.ThrowsAnyAsync<Exception>(() => getting.WaitAsync(TestServer.Patience, Cancellation));
    }

    [Fact]
    public async Task Limits_are_kept()
    {
        var options = new KestrelHostOptions
        {
            Endpoints = [ListenEndpoint.Tcp(IPAddress.Loopback, 0)],
            Limits = new HostLimits { MaxRequestBodySize = 10, MaxRequestHeadersTotalSize = 4096 },
        };
        await using var host = new KestrelHost(
            options,
            async context => await context.Request.Body.CopyToAsync(Stream.Null, Cancellation),
            NullLoggerFactory.Instance);
        await host.StartAsync(Cancellation);
        using var client = Client("1.1");
        var address = $"http://{host.BoundEndpoints[0]}/";

        var large = await client.PostAsync(address, new ByteArrayContent(new byte[11]), Cancellation);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Add("x-long", new string('a', 5000));
        var wordy = await client.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, wordy.StatusCode);
    }

    [Fact]
    public void Host_without_endpoints_is_refused() => Assert.Throws<ArgumentException>(
        () => new KestrelHost(new KestrelHostOptions { Endpoints = [] }, Describe, NullLoggerFactory.Instance));

    internal static async Task<KestrelHost> StartAsync(ListenEndpoint endpoint, RequestDelegate handler)
    {
        var host = new KestrelHost(new KestrelHostOptions { Endpoints = [endpoint] }, handler, NullLoggerFactory.Instance);
        try
        {
            await host.StartAsync(Cancellation).WaitAsync(TestServer.Patience, Cancellation);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    internal static Task Describe(HttpContext context) => context.Response.WriteAsync(
        $"{context.Request.Protocol} {context.Request.Scheme} {context.Features.Get<Microsoft.AspNetCore.Http.Features.ITlsConnectionFeature>() is not null} {context.Request.Path}",
        Cancellation);

    private static IPEndPoint FreeEndpoint()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return (IPEndPoint)socket.LocalEndPoint!;
    }

    private static HttpClient Client(string version) => new()
    {
        Timeout = TestServer.Patience,
        DefaultRequestVersion = new Version(version),
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };
}
