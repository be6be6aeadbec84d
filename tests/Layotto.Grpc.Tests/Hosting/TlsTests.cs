using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Layotto.Grpc.Hosting;
using Layotto.Grpc.Tests.Server;
using Microsoft.AspNetCore.Http;

namespace Layotto.Grpc.Tests.Hosting;

public sealed class TlsTests : IDisposable
{
    private readonly X509Certificate2 _certificate = CreateCertificate("server");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _certificate.Dispose();

    [Theory]
    [InlineData("1.1", ListenProtocols.Http1AndHttp2)]
    [InlineData("2.0", ListenProtocols.Http1AndHttp2)]
    [InlineData("1.1", ListenProtocols.Http1)]
    [InlineData("2.0", ListenProtocols.Http2)]
    public async Task Version_is_agreed_on_by_alpn(string version, ListenProtocols protocols)
    {
        await using var host = await KestrelHostTests.StartAsync(
            ListenEndpoint.Tcp(IPAddress.Loopback, 0, protocols, new ListenTls(_certificate)), KestrelHostTests.Describe);
        using var client = Client(version);

        var answer = await client.GetStringAsync($"https://{host.BoundEndpoints[0]}/x", Cancellation);

        Assert.Equal($"HTTP/{(version == "2.0" ? "2" : "1.1")} https True /x", answer);
    }

    [Fact]
    public async Task Large_bodies_pass_both_ways()
    {
        await using var host = await KestrelHostTests.StartAsync(
            ListenEndpoint.Tcp(IPAddress.Loopback, 0, ListenProtocols.Http2, new ListenTls(_certificate)),
            async context =>
            {
                var received = new MemoryStream();
                await context.Request.Body.CopyToAsync(received, Cancellation);
                await context.Response.Body.WriteAsync(received.ToArray(), Cancellation);
            });
        using var client = Client("2.0");
        var body = RandomNumberGenerator.GetBytes(3_000_000);

        var response = await client.PostAsync($"https://{host.BoundEndpoints[0]}/", new ByteArrayContent(body), Cancellation);

        Assert.Equal(body, await response.Content.ReadAsByteArrayAsync(Cancellation));
    }

    [Fact]
    public async Task Client_certificate_reaches_the_handler()
    {
        using var clientCertificate = CreateCertificate("client");
        var tls = new ListenTls(() => new SslServerAuthenticationOptions
        {
            ServerCertificate = _certificate,
            ClientCertificateRequired = true,
            RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Subject == "CN=client",
        });
        await using var host = await KestrelHostTests.StartAsync(
            ListenEndpoint.Tcp(IPAddress.Loopback, 0, ListenProtocols.Http2, tls),
            context => context.Response.WriteAsync(context.Connection.ClientCertificate?.Subject ?? "none", Cancellation));
        using var client = Client("2.0", clientCertificate);

        Assert.Equal("CN=client", await client.GetStringAsync($"https://{host.BoundEndpoints[0]}/", Cancellation));
    }

    [Fact]
    public async Task Handshake_that_does_not_come_ends_the_connection()
    {
        await using var host = await KestrelHostTests.StartAsync(
            ListenEndpoint.Tcp(
                IPAddress.Loopback, 0, ListenProtocols.Http2, new ListenTls(_certificate) { HandshakeTimeout = TimeSpan.FromMilliseconds(50) }),
            KestrelHostTests.Describe);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(host.BoundEndpoints[0], Cancellation);

        Assert.Equal(0, await socket.ReceiveAsync(new byte[1], Cancellation).AsTask().WaitAsync(TestServer.Patience, Cancellation));
    }

    [Fact]
    public async Task Cleartext_on_a_tls_port_is_refused()
    {
        await using var host = await KestrelHostTests.StartAsync(
            ListenEndpoint.Tcp(IPAddress.Loopback, 0, ListenProtocols.Http1, new ListenTls(_certificate)), KestrelHostTests.Describe);
        using var client = Client("1.1");

        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync($"http://{host.BoundEndpoints[0]}/", Cancellation));
    }

    [Fact]
    public void Certificate_without_its_key_is_refused()
    {
        using var bare = X509CertificateLoader.LoadCertificate(_certificate.Export(X509ContentType.Cert));

        Assert.Contains("private key", Assert.Throws<ArgumentException>(() => new ListenTls(bare)).Message);
    }

    private static X509Certificate2 CreateCertificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private static HttpClient Client(string version, X509Certificate2? certificate = null)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, remote, _, _) => remote?.Subject == "CN=server",
            ClientCertificates = certificate is null ? null : [certificate],
            EnabledSslProtocols = SslProtocols.None,
        };
        return new HttpClient(handler)
        {
            Timeout = TestServer.Patience,
            DefaultRequestVersion = new Version(version),
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
    }
}
