namespace Layotto.Runtime.PubSub;

/// <summary>Which of a retry policy's lists of statuses a broker's refusal is matched against: that of the API the message came through.</summary>
public enum StatusFamily
{
    /// <summary>The list of gRPC statuses; also for what the gateway publishes itself.</summary>
    Grpc,

    /// <summary>The list of HTTP statuses.</summary>
    Http,
}
