using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using Layotto.Grpc.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Layotto.EndToEnd.Tests.Blocks;

/// <summary>An app that speaks HTTP: it tells what it is sent, and answers as a test wants.</summary>
internal sealed class BlockApp : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, Channel<BlockRequest>> _requests = new(StringComparer.Ordinal);
    private readonly Func<HttpContext, Task> _answer;
    private readonly KestrelHost _host;

    private BlockApp(Func<HttpContext, Task> answer)
    {
        _answer = answer;
        _host = new KestrelHost(
            new KestrelHostOptions { Endpoints = [ListenEndpoint.Tcp(IPAddress.Loopback, 0, ListenProtocols.Http1)] }, HandleAsync, NullLoggerFactory.Instance);
    }

    /// <summary>The port it listens on.</summary>
    public int Port => ((IPEndPoint)_host.BoundEndpoints[0]).Port;

    /// <summary>Starts the app.</summary>
    /// <param name="answer">Answers requests; null for 200 without a body.</param>
    public static async Task<BlockApp> StartAsync(Func<HttpContext, Task>? answer = null)
    {
        var app = new BlockApp(answer ?? (_ => Task.CompletedTask));
        await app._host.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    /// <summary>Waits for the next request of a method and path.</summary>
    public async Task<BlockRequest> NextAsync(string methodAndPath)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        return await Requests(methodAndPath).Reader.ReadAsync(patience.Token);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private Channel<BlockRequest> Requests(string methodAndPath) => _requests.GetOrAdd(methodAndPath, _ => Channel.CreateUnbounded<BlockRequest>());

    private async Task HandleAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        Requests($"{context.Request.Method} {context.Request.Path}").Writer.TryWrite(new BlockRequest(body, headers));
        await _answer(context);
    }
}
