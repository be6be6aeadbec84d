using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Layotto.Testing.Doubles;

/// <summary>An agent of Consul's, as far as name resolution speaks with it.</summary>
public sealed class FakeConsul : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, JsonObject> _services = new(StringComparer.Ordinal);
    private readonly WebApplication _server;
    private TaskCompletionSource _change = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _index = 10;

    private FakeConsul(WebApplication server) => _server = server;

    /// <summary>Where it listens.</summary>
    public Uri Url => new(_server.Urls.First());

    /// <summary>The status that is answered to everything; 0 for what belongs there.</summary>
    public int Status { get; set; }

    /// <summary>What is answered to questions for services instead of what belongs there; null for that.</summary>
    public string? Body { get; set; }

    /// <summary>The requests, in their order.</summary>
    public ConcurrentQueue<(string Method, string PathAndQuery, string Token, string Authorization, string CacheControl)> Requests { get; } = [];

    /// <summary>How many questions wait for a change.</summary>
    public SemaphoreSlim Waiting { get; } = new(0);

    /// <summary>Starts one on a port of its own.</summary>
    public static async Task<FakeConsul> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var consul = new FakeConsul(builder.Build());
        consul._server.Run(consul.HandleAsync);
        await consul._server.StartAsync(cancellationToken);
        return consul;
    }

    /// <summary>The registration of an id; null where there is none.</summary>
    public JsonObject? Find(string id)
    {
        lock (_lock)
            return _services.GetValueOrDefault(id);
    }

    /// <summary>Registers a service as somebody else does.</summary>
    public void Put(string id, string name, string address, string port)
        => Put(id, new JsonObject { ["ID"] = id, ["Name"] = name, ["Address"] = address, ["Meta"] = new JsonObject { ["DAPR_PORT"] = port } });

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(CancellationToken.None);
        await _server.DisposeAsync();
        Waiting.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        var request = context.Request;
        var path = request.Path.Value!;
        Requests.Enqueue((
            request.Method, $"{path}{request.QueryString}", $"{request.Headers["X-Consul-Token"]}", $"{request.Headers.Authorization}",
            $"{request.Headers.CacheControl}"));
        if (Status != 0)
        {
            context.Response.StatusCode = Status;
            await context.Response.WriteAsync("rejected", context.RequestAborted);
        }
        else if (path == "/v1/agent/self")
        {
            await context.Response.WriteAsync("{}", context.RequestAborted);
        }
        else if (path == "/v1/agent/service/register")
        {
            var service = (JsonObject)(await JsonNode.ParseAsync(request.Body, new JsonNodeOptions { PropertyNameCaseInsensitive = true }, cancellationToken: context.RequestAborted))!;
            Put($"{service["ID"] ?? service["Name"]}", service);
        }
        else if (path.StartsWith("/v1/agent/service/deregister/", StringComparison.Ordinal))
        {
            Remove(path["/v1/agent/service/deregister/".Length..]);
        }
        else
        {
            await FindAsync(context, path["/v1/health/service/".Length..]);
        }
    }

    private async Task FindAsync(HttpContext context, string name)
    {
        Task change;
        bool mustWait;
        lock (_lock)
        {
            change = _change.Task;
            mustWait = $"{context.Request.Query["index"]}" == $"{_index}";
        }

        if (mustWait)
        {
            Waiting.Release();
            await change.WaitAsync(context.RequestAborted);
        }

        string body;
        lock (_lock)
        {
            context.Response.Headers["X-Consul-Index"] = $"{_index}";
            body = Body ?? new JsonArray([.. _services.Values.Where(service => $"{service["Name"]}" == name).Select(service => new JsonObject
            {
                ["Node"] = new JsonObject { ["Address"] = "192.0.2.99" },
                ["Service"] = service.DeepClone(),
            })]).ToJsonString();
        }

        await context.Response.WriteAsync(body, context.RequestAborted);
    }

    private void Put(string id, JsonObject service) => Change(() => _services[id] = service);

    private void Remove(string id) => Change(() => _services.Remove(id));

    private void Change(Action change)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            change();
            _index++;
            changed = _change;
            _change = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
    }
}
