using System.Text;
using Google.Protobuf;
using Layotto.Dapr.Http.Routing;
using Layotto.Protos.Dapr.Runtime.V1;
using Layotto.Runtime.Errors;
using Layotto.Runtime.Locks;
using Microsoft.AspNetCore.Http;
using static Layotto.Dapr.Http.Routes.ApiVersions;

namespace Layotto.Dapr.Http.Routes;

/// <summary>The lock API over HTTP. Its bodies are the JSON form of the messages that gRPC has.</summary>
internal sealed class LockRoutes(LockEngine engine, long maxBodySize)
{
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    public IEnumerable<HttpRoute> All =>
    [
        Route(Post, V1Alpha1, "lock/{storeName}", "lock", "TryLock", TryLockAsync),
        Route(Post, V1Alpha1, "unlock/{storeName}", "unlock", "Unlock", UnlockAsync),
    ];

    private async Task TryLockAsync(HttpContext context, string[] values)
    {
        var request = await ReadAsync<TryLockRequest>(context).ConfigureAwait(false);
        var isHeld = await engine
            .TryLockAsync(values[0], request.ResourceId, request.LockOwner, request.ExpiryInSeconds, context.RequestAborted)
            .ConfigureAwait(false);
        await HttpAnswer.WriteAsync(context, isHeld, static (writer, isHeld) =>
        {
            writer.WriteStartObject();
            writer.WriteBoolean("success"u8, isHeld);
            writer.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private async Task UnlockAsync(HttpContext context, string[] values)
    {
        var request = await ReadAsync<UnlockRequest>(context).ConfigureAwait(false);
        var status = await engine.UnlockAsync(values[0], request.ResourceId, request.LockOwner, context.RequestAborted).ConfigureAwait(false);
        await HttpAnswer.WriteAsync(context, (int)status, static (writer, status) =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("status"u8, status);
            writer.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private async ValueTask<TMessage> ReadAsync<TMessage>(HttpContext context)
        where TMessage : IMessage, new()
    {
        try
        {
            using var body = await RequestBody.ReadAsync(context, maxBodySize).ConfigureAwait(false);
            return body.Memory.IsEmpty ? new TMessage() : Parser.Parse<TMessage>(Encoding.UTF8.GetString(body.Memory.Span));
        }
        catch (RequestBodyException exception)
        {
            throw new ApiException(CommonErrors.BodyRead, ErrorKind.InvalidArgument, $"failed to read request body: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is InvalidProtocolBufferException or InvalidJsonException)
        {
            throw new ApiException(
                CommonErrors.MalformedRequest, ErrorKind.InvalidArgument, $"failed deserializing HTTP body: {exception.Message}", exception);
        }
    }
}
