using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Layotto.Components.Embedded.Tests.Bindings;

/// <summary>An HTTP server that tells what it was asked, in plain text and over TLS.</summary>
public sealed class HttpBindingServer : IAsyncLifetime
{
    private WebApplication? _server;

    public X509Certificate2 Certificate { get; } = CreateCertificate();

    public string Http { get; private set; } = "";

    public string Https { get; private set; } = "";

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(https =>
            {
                https.ServerCertificate = Certificate;
                https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                https.AllowAnyClientCertificate();
            }));
        });
        _server = builder.Build();
        _server.Run(AnswerAsync);
        await _server.StartAsync(CancellationToken);
        var addresses = _server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        Http = addresses.Single(address => address.StartsWith("http:", StringComparison.Ordinal));
        Https = addresses.Single(address => address.StartsWith("https:", StringComparison.Ordinal)).Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        Certificate.Dispose();
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        var response = context.Response;
        if (path == "/never")
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        else if (path.StartsWith("/status/", StringComparison.Ordinal))
        {
            response.StatusCode = int.Parse(path["/status/".Length..], CultureInfo.InvariantCulture);
        }
        else if (path.StartsWith("/large/", StringComparison.Ordinal))
        {
            if (path.EndsWith("known", StringComparison.Ordinal))
                response.ContentLength = 20_000;
            await response.Body.WriteAsync(new byte[20_000]);
        }
        else if (path == "/headers")
        {
            await response.WriteAsync(string.Join('\n', context.Request.Headers.Select(header => $"{header.Key}: {header.Value}")));
        }
        else
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync();
            response.Headers.Append("X-Several", new Microsoft.Extensions.Primitives.StringValues(["one", "two"]));
            response.Headers["X-Accept"] = context.Request.Headers.Accept;
            response.Headers["X-Content-Type"] = context.Request.ContentType ?? "";
            response.Headers["X-Client"] = context.Connection.ClientCertificate?.Thumbprint ?? "";
            await response.WriteAsync($"{context.Request.Method} {path}{context.Request.QueryString} {body}");
        }
    }

    private static X509Certificate2 CreateCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var created = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(created.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }
}
