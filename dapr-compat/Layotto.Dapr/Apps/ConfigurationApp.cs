using System.Buffers;
using System.Text.Json;
using Layotto.Components;
using Layotto.Components.Configuration;
using Layotto.Dapr.Http;
using Layotto.Runtime.Configuration;
using Layotto.Runtime.Errors;
using Layotto.Runtime.Resiliency;
using Microsoft.Extensions.Logging;

namespace Layotto.Dapr.Apps;

/// <summary>Posts changed configuration items to an app that speaks HTTP: to <c>/configuration/STORE/KEY</c>, once for each key.</summary>
/// <param name="channel">The way to the app.</param>
/// <param name="resilience">The policies around the posts.</param>
/// <param name="loggers">Makes the logger.</param>
public sealed class ConfigurationApp(IAppChannel channel, IResilience resilience, ILoggerFactory loggers)
{
    private readonly ILogger _logger = loggers.CreateLogger("dapr.runtime.http");

    /// <summary>What tells the app of changes in a store.</summary>
    public ConfigurationListener ListenerOf(string storeName) => (id, items, cancellationToken) => TellAsync(storeName, id, items, cancellationToken);

    private async ValueTask TellAsync(
        string storeName, string id, IReadOnlyDictionary<string, ConfigurationItem> items, CancellationToken cancellationToken)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(body))
            ConfigurationJson.WriteUpdate(writer, id, items);
        foreach (var key in items.Keys)
        {
            try
            {
                var call = (channel, Address: AppPath.Of($"configuration/{storeName}/{key}"), Body: body.WrittenMemory);
                var status = await resilience.ForComponent(storeName, ComponentKind.Configuration, FlowDirection.Inbound)
                    .ExecuteAsync(static (call, token) => PostAsync(call.channel, call.Address, call.Body, token), call, Judge, cancellationToken)
                    .ConfigureAwait(false);
                if (status != 200)
                    _logger.LogError("error sending configuration item to the app: error sending configuration item to application, status {Status}", status);
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or ResilienceException or ApiException)
            {
                cancellationToken.ThrowIfCancellationRequested();
                _logger.LogError("error sending configuration item to the app: {Reason}", exception.Message);
            }
        }
    }

    private static async ValueTask<int> PostAsync(IAppChannel channel, Uri address, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ReadOnlyMemoryContent(body) };
        AppHeaders.Add(request, System.Collections.Frozen.FrozenDictionary<string, string>.Empty);
        using var answer = await channel.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return (int)answer.StatusCode;
    }

    private static AttemptStatus Judge(int status, Exception? exception)
        => exception is not null ? AttemptStatus.Failure : new AttemptStatus(status != 200, HttpStatus: status);
}
