using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Layotto.Grpc.Client.Tests.Peers;
using Layotto.Grpc.Hosting;

namespace Layotto.Grpc.Client.Tests.Connections;

public abstract class TlsTests : TransportedTests, IDisposable
{
    private readonly X509Certificate2 _authority = CreateAuthority();
    private readonly X509Certificate2 _server;
    private readonly X509Certificate2 _client;

    protected TlsTests(ChannelTransport transport)
        : base(transport)
    {
        _server = Issue(_authority, "server.example");
        _client = Issue(_authority, "client.example");
    }

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public async Task Server_of_the_given_authority_and_name_is_trusted()
    {
        await using var host = await ServeAsync(new ListenTls(_server));
        using var channel = Open(host, new ClientTlsOptions { Authorities = [_authority], ServerName = "server.example" });

        Assert.Equal("secret", await channel.CallUnary("secret").ResponseAsync.Soon());
    }

    [Fact]
    public async Task Server_of_another_authority_is_refused()
    {
        using var other = CreateAuthority();
        await using var host = await ServeAsync(new ListenTls(_server));
        using var channel = Open(host, new ClientTlsOptions { Authorities = [other], ServerName = "server.example" });

        await ExpectRefusalAsync(channel);
    }

    [Fact]
    public async Task Server_of_another_name_is_refused()
    {
        await using var host = await ServeAsync(new ListenTls(_server));
        using var channel = Open(host, new ClientTlsOptions { Authorities = [_authority] });

        await ExpectRefusalAsync(channel);
    }

    [Fact]
    public async Task Own_validation_replaces_the_check()
    {
        await using var host = await ServeAsync(new ListenTls(_server));
        var found = SslPolicyErrors.None;
        using var channel = Open(host, new ClientTlsOptions
        {
            Authorities = [_authority],
            Validation = (_, certificate, _, errors) =>
            {
                found = errors;
                return certificate?.Subject == "CN=server.example";
            },
        });

        Assert.Equal("secret", await channel.CallUnary("secret").ResponseAsync.Soon());
        Assert.Equal(SslPolicyErrors.RemoteCertificateNameMismatch, found);
    }

    [Fact]
    public async Task Client_certificate_is_shown()
    {
        string? subject = null;
        var tls = new ListenTls(() => new SslServerAuthenticationOptions
        {
            ServerCertificate = _server,
            ClientCertificateRequired = true,
            RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            {
                subject = certificate?.Subject;
                return certificate is not null;
            },
        });
        await using var host = await ServeAsync(tls);
        var context = SslStreamCertificateContext.Create(_client, null, offline: true);
        using var channel = Open(host, new ClientTlsOptions
        {
            Authorities = [_authority],
            ServerName = "server.example",
            ClientCertificate = () => context,
        });

        Assert.Equal("secret", await channel.CallUnary("secret").ResponseAsync.Soon());
        Assert.Equal("CN=client.example", subject);
    }

    [Fact]
    public async Task Server_without_http2_is_refused_with_a_sentence()
    {
        await using var host = await TestHost.AnswerAsync(
            _ => Task.CompletedTask, endpoint: ListenEndpoint.Tcp(IPAddress.Loopback, 0, ListenProtocols.Http1, new ListenTls(_server)));
        using var channel = Open(host, new ClientTlsOptions { Authorities = [_authority], ServerName = "server.example" });

        var failure = await TextMethods.FailureAsync(() => channel.CallUnary().ResponseAsync);

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
    }

    private static async Task ExpectRefusalAsync(GrpcChannel channel)
    {
        var failure = await TextMethods.FailureAsync(() => channel.CallUnary().ResponseAsync);
        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        Assert.Contains("Can't secure the connection to 127.0.0.1", failure.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(ConnectivityState.TransientFailure, channel.State);
    }

    private static Task<TestHost> ServeAsync(ListenTls tls) => TestHost.ServeAsync(
        TextMethods.EchoService(), endpoint: ListenEndpoint.Tcp(IPAddress.Loopback, 0, ListenProtocols.Http2, tls));

    private GrpcChannel Open(TestHost host, ClientTlsOptions tls) =>
        NewChannel($"https://127.0.0.1:{host.Port}", new GrpcChannelOptions { Tls = tls });

    private static X509Certificate2 CreateAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
    }

    private static X509Certificate2 Issue(X509Certificate2 authority, string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(
            authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1), RandomNumberGenerator.GetBytes(8));
        using var withKey = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }
}
