using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Layotto.Components.PubSub;
using Layotto.Dapr.Errors;
using Layotto.Dapr.Http.Routing;
using Layotto.Runtime.Errors;
using Layotto.Runtime.PubSub;
using Layotto.Runtime.Telemetry;
using Microsoft.AspNetCore.Http;
using static Layotto.Dapr.Http.Routes.ApiVersions;

namespace Layotto.Dapr.Http.Routes;

/// <summary>The publish API over HTTP.</summary>
/// <param name="engine">What does the work.</param>
/// <param name="appId">The app's id, for errors.</param>
/// <param name="maxBodySize">The most bytes that a body may have.</param>
/// <param name="tracer">Says whether a message without a trace gets one.</param>
internal sealed class PublishRoutes(PubSubEngine engine, string appId, long maxBodySize, Tracer tracer)
{
    private const string Group = "publish";

    public IEnumerable<HttpRoute> All =>
    [
        Route(PostOrPut, V1, "publish/{pubsubName}/*", Group, "PublishEvent", PublishAsync),
        Route(PostOrPut, V1, "publish/bulk/{pubsubName}/*", Group, "BulkPublishEvent", PublishManyAsync),
        Route(PostOrPut, V1Alpha1, "publish/bulk/{pubsubName}/*", Group, "BulkPublishEvent", PublishManyAsync),
    ];

    private async Task PublishAsync(HttpContext context, string[] values)
    {
        var (name, topic) = (values[0], values[1]);
        var metadata = RequestMetadata.Of(context.Request);
        engine.Require(name, topic, metadata);
        using var body = await ReadBodyAsync(context, name, topic).ConfigureAwait(false);
        var trace = TraceHeaders.Ensure(context.Request.Headers, tracer);
        await engine.PublishAsync(
            new Publication
            {
                PubSubName = name,
                Topic = topic,
                Data = body.Memory,
                ContentType = context.Request.ContentType ?? "",
                Metadata = metadata,
                TraceParent = trace.ToString(),
                TraceState = trace.State ?? "",
                StatusFamily = StatusFamily.Http,
            },
            context.RequestAborted).ConfigureAwait(false);
        HttpAnswer.Empty(context);
    }

    private async Task PublishManyAsync(HttpContext context, string[] values)
    {
        var (name, topic) = (values[0], values[1]);
        var metadata = RequestMetadata.Of(context.Request);
        engine.Require(name, topic, metadata);
        using var body = await ReadBodyAsync(context, name, topic).ConfigureAwait(false);
        var trace = TraceHeaders.Ensure(context.Request.Headers, tracer);
        var outcome = await engine.PublishManyAsync(
            new BulkPublication
            {
                PubSubName = name,
                Topic = topic,
                Entries = ReadEntries(body.Memory, name, topic),
                Metadata = metadata,
                TraceParent = trace.ToString(),
                TraceState = trace.State ?? "",
                SpanName = context.Request.Path.Value ?? "",
                StatusFamily = StatusFamily.Http,
            },
            context.RequestAborted).ConfigureAwait(false);
        if (outcome.Error is null)
            HttpAnswer.Empty(context);
        else
            await AnswerFailuresAsync(context, outcome.Failures, outcome.Error).ConfigureAwait(false);
    }

    private List<BulkPublishEntry> ReadEntries(ReadOnlyMemory<byte> body, string name, string topic)
    {
        try
        {
            return BulkPublishReader.Read(body);
        }
        catch (JsonException exception)
        {
            throw Wrong(PubSubErrors.Body, $"error when unmarshaling the request for topic {topic} pubsub {name}: {exception.Message}", name, null, exception);
        }
        catch (FormatException exception)
        {
            throw Wrong(
                PubSubErrors.Envelope,
                $"error when marshalling cloud event envelope for topic {topic} pubsub {name}: {exception.Message}", name, exception.Message, exception);
        }
    }

    private ApiException Wrong(ErrorCode code, string message, string name, string? reason, Exception cause)
        => new(code, ErrorKind.InvalidArgument, message, cause)
        {
            Resource = new ErrorResource("pubsub", name, message),
            Facts = reason is null
                ? [KeyValuePair.Create("appID", appId)]
                : [KeyValuePair.Create("appID", appId), KeyValuePair.Create("error", reason)],
        };

    private static Task AnswerFailuresAsync(HttpContext context, IReadOnlyList<BulkPublishFailure> failures, ApiException error)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("failedEntries"u8);
            foreach (var failure in failures)
            {
                writer.WriteStartObject();
                writer.WriteString("entryId"u8, failure.EntryId);
                if (failure.Message.Length > 0)
                    writer.WriteString("error"u8, failure.Message);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteString("errorCode"u8, error.Code.Name);
            writer.WriteEndObject();
        }

        HttpAnswer.Metadata(context, new Dictionary<string, string>
        {
            ["responseData"] = Encoding.UTF8.GetString(buffer.WrittenSpan),
            ["error"] = string.Create(
                CultureInfo.InvariantCulture, $"api error: code = {DaprStatus.GrpcCode(error)} desc = {error.Message}"),
        });
        return HttpAnswer.DataAsync(context, DaprStatus.HttpCode(error), buffer.WrittenMemory);
    }

    private async ValueTask<RequestBody> ReadBodyAsync(HttpContext context, string name, string topic)
    {
        try
        {
            return await RequestBody.ReadAsync(context, maxBodySize).ConfigureAwait(false);
        }
        catch (RequestBodyException exception)
        {
            var message = $"failed to read request body: {exception.Message}";
            throw new ApiException(CommonErrors.BodyRead, ErrorKind.InvalidArgument, $"{message} (topic {topic} of pubsub {name})", exception);
        }
    }
}
