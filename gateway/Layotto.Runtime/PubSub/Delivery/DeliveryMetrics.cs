using System.Diagnostics;
using Layotto.Runtime.Telemetry.Metrics;

namespace Layotto.Runtime.PubSub.Delivery;

/// <summary>Counts what becomes of messages, each attempt for itself, as Dapr does.</summary>
/// <param name="metrics">What is measured.</param>
/// <param name="component">The component they are from.</param>
internal sealed class DeliveryMetrics(ComponentMetrics metrics, string component)
{
    private const string Success = "success";
    private const string Retry = "retry";
    private const string Drop = "drop";

    /// <summary>The time at which the app is called; 0 when nothing is measured.</summary>
    public long Start() => metrics.IsEnabled ? Stopwatch.GetTimestamp() : 0;

    /// <summary>The app was given a message.</summary>
    public void Delivered(string topic, in DeliveryResult result, long start)
    {
        // A drop that the app asked for is a success of the call; one because the app has nothing there is none.
        var isAsked = result is { HttpStatus: null, GrpcStatus: null };
        metrics.PubSubIngress(
            component, topic, Text(result.Status), start, result.Status == DeliveryStatus.Drop && isAsked ? Success : null);
    }

    /// <summary>A message never came to the app, for it has expired.</summary>
    public void Expired(string topic) => metrics.PubSubIngress(component, topic, Drop, 0);

    /// <summary>A message never came to the app, for no route takes it.</summary>
    public void Unmatched(string topic) => metrics.PubSubIngress(component, topic, Drop, 0, Success);

    /// <summary>A message couldn't be read, or its route not be found, and it went to the dead-letter topic or back to the broker.</summary>
    public void Unreadable(string topic, bool isBuried) => metrics.PubSubIngress(component, topic, isBuried ? Drop : Retry, 0);

    /// <summary>The app was given many messages.</summary>
    public void ManyDelivered(string topic, BulkDeliveryResult result, long start)
    {
        if (!metrics.IsEnabled)
            return;
        metrics.BulkPubSubIngress(component, topic, start);
        foreach (var status in result.Statuses.CountBy(status => status))
            metrics.BulkPubSubIngressEvents(component, topic, Text(status.Key), status.Value);
    }

    /// <summary>One of many messages never came to the app.</summary>
    public void OneSkipped(string topic) => metrics.BulkPubSubIngressEvents(component, topic, Drop, 1);

    private static string Text(DeliveryStatus status) => status switch
    {
        DeliveryStatus.Success => Success,
        DeliveryStatus.Drop => Drop,
        _ => Retry,
    };
}
