namespace Layotto.Runtime.PubSub.Events;

/// <summary>The names of an event's members: those of CloudEvents, and those that Dapr adds.</summary>
public static class EventFields
{
    /// <summary>The id.</summary>
    public const string Id = "id";

    /// <summary>Where the event is from.</summary>
    public const string Source = "source";

    /// <summary>The version of CloudEvents.</summary>
    public const string SpecVersion = "specversion";

    /// <summary>What kind of event it is.</summary>
    public const string Type = "type";

    /// <summary>What it is about.</summary>
    public const string Subject = "subject";

    /// <summary>When it came about.</summary>
    public const string Time = "time";

    /// <summary>The payload's content type.</summary>
    public const string DataContentType = "datacontenttype";

    /// <summary>The payload.</summary>
    public const string Data = "data";

    /// <summary>The payload in base64.</summary>
    public const string DataBase64 = "data_base64";

    /// <summary>The topic.</summary>
    public const string Topic = "topic";

    /// <summary>The pub/sub component.</summary>
    public const string PubSubName = "pubsubname";

    /// <summary>The trace context, under the name that older apps look for.</summary>
    public const string TraceId = "traceid";

    /// <summary>The trace context.</summary>
    public const string TraceParent = "traceparent";

    /// <summary>The trace's state.</summary>
    public const string TraceState = "tracestate";

    /// <summary>When the event is no longer to be delivered.</summary>
    public const string Expiration = "expiration";

    /// <summary>The type of an event that none was given for.</summary>
    public const string DefaultType = "com.dapr.event.sent";

    /// <summary>The type of a bulk delivery.</summary>
    public const string BulkType = "com.dapr.event.sent.bulk";

    /// <summary>The source of an event that none is known for.</summary>
    public const string DefaultSource = "Dapr";

    /// <summary>The version of CloudEvents that events are made in.</summary>
    public const string CloudEventsVersion = "1.0";
}
