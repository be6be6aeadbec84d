using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Layotto.Dapr.Json;
using Layotto.Runtime.Errors;
using Layotto.Runtime.PubSub.Delivery;
using Layotto.Runtime.PubSub.Events;

namespace Layotto.Dapr.Apps;

/// <summary>An app that takes events as POST requests and answers with a status.</summary>
/// <param name="channel">The way to the app.</param>
/// <param name="maxBodySize">The most bytes of an answer.</param>
internal sealed class HttpSubscriberApp(IAppChannel channel, long maxBodySize) : ISubscriberApp
{
    private const int LongestShown = 500;

    private static readonly MediaTypeHeaderValue CloudEvent = new(ContentTypes.CloudEvent);

    /// <inheritdoc/>
    public async ValueTask<DeliveryResult> DeliverAsync(TopicEvent @event, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, AppPath.Of(@event.Path)) { Content = new ReadOnlyMemoryContent(@event.Json) };
            AppHeaders.Add(request, @event.Metadata);
            request.Content.Headers.ContentType = CloudEvent;
            AddTrace(request, @event.TraceParent, @event.TraceState);
            using var answer = await channel.SendAsync(request, cancellationToken).ConfigureAwait(false);
            var body = await AppBody.ReadAsync(answer, maxBodySize, cancellationToken).ConfigureAwait(false) ?? default;
            var code = (int)answer.StatusCode;
            if (answer.IsSuccessStatusCode)
                return Interpret(body);
            return code == 404
                ? new DeliveryResult(DeliveryStatus.Drop, $"the app has nothing at {@event.Path} (status 404)", HttpStatus: code)
                : new DeliveryResult(DeliveryStatus.Retry, $"the app answered with the status {code}: {Show(body)}", HttpStatus: code);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or ApiException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new DeliveryResult(DeliveryStatus.Retry, $"error returned from app channel while sending pub/sub event to app: {exception.Message}");
        }
    }

    /// <inheritdoc/>
    public async ValueTask<BulkDeliveryResult> DeliverManyAsync(BulkTopicEvents events, CancellationToken cancellationToken)
    {
        var count = events.Entries.Count;
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, AppPath.Of(events.Path)) { Content = new ReadOnlyMemoryContent(BulkEventJson.Write(events)) };
            AppHeaders.Add(request, events.Metadata);
            AddTrace(request, events.Entries[0].Event.TraceParent, events.Entries[0].Event.TraceState);
            using var answer = await channel.SendAsync(request, cancellationToken).ConfigureAwait(false);
            var body = await AppBody.ReadAsync(answer, maxBodySize, cancellationToken).ConfigureAwait(false) ?? default;
            var code = (int)answer.StatusCode;
            if (answer.IsSuccessStatusCode)
                return BulkEventJson.ReadStatuses(events, body);
            return code == 404
                ? BulkDeliveryResult.ForAll(count, DeliveryStatus.Drop, $"the app has nothing at {events.Path} (status 404)")
                : BulkDeliveryResult.ForAll(count, DeliveryStatus.Retry, $"the app answered with the status {code}: {Show(body)}", httpStatus: code);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or ApiException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return BulkDeliveryResult.ForAll(count, DeliveryStatus.Retry, $"error from app channel while sending pub/sub event to app: {exception.Message}");
        }
    }

    // An answer without a status that can be read means that all is well.
    private static DeliveryResult Interpret(ReadOnlyMemory<byte> body)
    {
        var status = "";
        try
        {
            if (body.Length > 0)
            {
                using var document = JsonDocument.Parse(body);
                status = JsonMembers.Text(document.RootElement, "status");
            }
        }
        catch (JsonException)
        {
            return DeliveryResult.Success;
        }

        return status switch
        {
            "" or "SUCCESS" => DeliveryResult.Success,
            "RETRY" => new DeliveryResult(DeliveryStatus.Retry, "RETRY status returned from app"),
            "DROP" => new DeliveryResult(DeliveryStatus.Drop, "DROP status returned from app"),
            _ => new DeliveryResult(DeliveryStatus.Retry, $"unknown status returned from app: {(status.Length > 40 ? status[..40] : status)}"),
        };
    }

    private static void AddTrace(HttpRequestMessage request, string traceParent, string traceState)
    {
        if (traceParent.Length == 0)
            return;
        request.Headers.Remove(EventFields.TraceParent);
        request.Headers.Remove(EventFields.TraceState);
        request.Headers.TryAddWithoutValidation(EventFields.TraceParent, traceParent);
        if (traceState.Length > 0)
            request.Headers.TryAddWithoutValidation(EventFields.TraceState, traceState);
    }

    private static string Show(ReadOnlyMemory<byte> body) => Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, LongestShown)]);
}
