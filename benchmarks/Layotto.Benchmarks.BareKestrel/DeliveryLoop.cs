using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Layotto.Benchmarks.BareKestrel;

/// <summary>An app that publishes an event for each request, and answers when it gets that event back.</summary>
internal sealed class DeliveryLoop(Uri publishTo) : IDisposable
{
    private const int EventBytes = 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });
    private readonly ConcurrentDictionary<long, TaskCompletionSource> _underWay = [];
    private long _last;

    /// <summary>Publishes, and waits for the delivery.</summary>
    public async Task PublishAsync(HttpContext context)
    {
        var id = Interlocked.Increment(ref _last);
        var delivered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _underWay[id] = delivered;
        using var content = new ByteArrayContent(Event(id));
        content.Headers.ContentType = Json;
        using var response = await _client.PostAsync(publishTo, content, context.RequestAborted);
        response.EnsureSuccessStatusCode();
        await delivered.Task.WaitAsync(Patience, context.RequestAborted);
        await context.Response.WriteAsync("delivered", context.RequestAborted);
    }

    /// <summary>Takes a delivery: a cloud event, or what was published itself.</summary>
    public async Task DeliverAsync(HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        var data = body.RootElement.TryGetProperty("data", out var inner) ? inner : body.RootElement;
        if (_underWay.TryRemove(data.GetProperty("id").GetInt64(), out var delivered))
            delivered.SetResult();
    }

    public void Dispose() => _client.Dispose();

    private static byte[] Event(long id)
    {
        var start = $$"""{"id":{{id}},"text":""";
        return Encoding.UTF8.GetBytes($"{start}\"{new string('x', EventBytes - start.Length - 3)}\"}}");
    }
}
