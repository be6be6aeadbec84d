using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Layotto.Benchmarks.Tests.Servers;

/// <summary>A real Kestrel in this process with one handler for every path.</summary>
internal sealed class HandlerServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly WebApplication _application;

    private HandlerServer(WebApplication application, string address)
    {
        _application = application;
        Address = address;
    }

    /// <summary>As --target takes it.</summary>
    public string Address { get; }

    public static async Task<HandlerServer> StartAsync(
        HttpProtocols protocols, RequestDelegate handler, Action<KestrelServerLimits>? limit = null, string? unixSocket = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            limit?.Invoke(kestrel.Limits);
            if (unixSocket is null)
                kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = protocols);
            else
                kestrel.ListenUnixSocket(unixSocket, listen => listen.Protocols = protocols);
        });
        var application = builder.Build();
        application.Run(handler);
        await application.StartAsync().WaitAsync(Patience);
        return new HandlerServer(application, unixSocket is null ? application.Urls.First() : "unix:" + unixSocket);
    }

    public async ValueTask DisposeAsync() => await _application.DisposeAsync().AsTask().WaitAsync(Patience);
}
