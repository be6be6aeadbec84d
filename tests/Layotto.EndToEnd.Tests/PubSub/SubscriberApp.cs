using System.Text.Json;
using System.Threading.Channels;
using Layotto.EndToEnd.Tests.Invocation;
using Microsoft.AspNetCore.Http;

namespace Layotto.EndToEnd.Tests.PubSub;

/// <summary>An app that keeps the events it gets, and answers as the test says.</summary>
internal sealed class SubscriberApp : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Channel<ReceivedRequest> _received = Channel.CreateUnbounded<ReceivedRequest>();
    private TestApp? _server;

    /// <summary>What the app answers to <c>/dapr/subscribe</c>; null for a 404.</summary>
    public string? Subscriptions { get; init; }

    /// <summary>Answers an event: the status and the body.</summary>
    public Func<ReceivedRequest, Task<(int Status, string Body)>> Answer { get; set; } = static _ => Task.FromResult((200, ""));

    /// <summary>Answers the health probe.</summary>
    public int HealthStatus { get; set; } = 200;

    public int Port => _server!.Port;

    public async Task<SubscriberApp> StartAsync(int port = 0)
    {
        _server = await TestApp.StartAsync(HandleAsync, port: port);
        return this;
    }

    /// <summary>Waits for the next event.</summary>
    public async Task<ReceivedRequest> NextAsync()
    {
        using var deadline = new CancellationTokenSource(Patience);
        return await _received.Reader.ReadAsync(deadline.Token);
    }

    /// <summary>Waits for the next events at a path; those at others are passed over.</summary>
    public async Task<ReceivedRequest> NextAsync(string path)
    {
        while (true)
        {
            var next = await NextAsync();
            if (next.Path == path)
                return next;
        }
    }

    /// <summary>The events that nobody has waited for yet.</summary>
    public List<ReceivedRequest> TakeRest()
    {
        var rest = new List<ReceivedRequest>();
        while (_received.Reader.TryRead(out var next))
            rest.Add(next);
        return rest;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        switch (context.Request.Path.Value)
        {
            case "/dapr/subscribe":
                context.Response.StatusCode = Subscriptions is null ? 404 : 200;
                if (Subscriptions is not null)
                    await context.Response.WriteAsync(Subscriptions);
                return;
            case "/dapr/config":
                context.Response.StatusCode = 404;
                return;
            case "/healthz":
                context.Response.StatusCode = HealthStatus;
                return;
        }

        using var reader = new StreamReader(context.Request.Body);
        var request = new ReceivedRequest(
            context.Request.Path.Value!,
            await reader.ReadToEndAsync(context.RequestAborted),
            context.Request.ContentType ?? "",
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase));
        _received.Writer.TryWrite(request);
        var (status, body) = await Answer(request);
        context.Response.StatusCode = status;
        await context.Response.WriteAsync(body);
    }

    /// <summary>A request that the app got.</summary>
    internal sealed record ReceivedRequest(string Path, string Body, string ContentType, IReadOnlyDictionary<string, string> Headers)
    {
        public JsonElement Json => JsonElement.Parse(Body);
    }
}
