namespace Layotto.Runtime.Telemetry;

/// <summary>The attributes of spans, and their fixed values, as Dapr has them.</summary>
public static class SpanAttributes
{
    /// <summary>The API that was called: method and path over HTTP, the full method over gRPC.</summary>
    public const string Api = "dapr.api";

    /// <summary>Over what it was called: <see cref="Http"/> or <see cref="Grpc"/>.</summary>
    public const string Protocol = "dapr.protocol";

    /// <summary>The HTTP status of the answer.</summary>
    public const string StatusCode = "dapr.status_code";

    /// <summary>The method of an app that was invoked.</summary>
    public const string InvokeMethod = "dapr.invoke_method";

    /// <summary>The actor concerned: <c>TYPE.ID</c>.</summary>
    public const string Actor = "dapr.actor";

    /// <summary>The service that was called: <see cref="Dapr"/> or <see cref="ServiceInvocation"/>.</summary>
    public const string RpcService = "rpc.service";

    /// <summary>Whom the call goes to.</summary>
    public const string PeerName = "net.peer.name";

    /// <summary>The building block behind the call: <see cref="State"/>, <see cref="Secrets"/> or <see cref="Bindings"/>.</summary>
    public const string DatabaseSystem = "db.system";

    /// <summary>The component.</summary>
    public const string DatabaseName = "db.name";

    /// <summary>What was asked of it.</summary>
    public const string DatabaseStatement = "db.statement";

    /// <summary>Where it is; Dapr puts the building block here.</summary>
    public const string DatabaseConnection = "db.connection_string";

    /// <summary>The building block of a message: <see cref="PubSub"/>.</summary>
    public const string MessagingSystem = "messaging.system";

    /// <summary>The topic of a message.</summary>
    public const string MessagingDestination = "messaging.destination.name";

    /// <summary>The HTTP method of the request.</summary>
    public const string RequestMethod = "http.request.method";

    /// <summary>The path of the request, without its query, whose values can be secrets.</summary>
    public const string Url = "url.full";

    /// <summary>The address that was called.</summary>
    public const string ServerAddress = "server.address";

    /// <summary>The port that was called.</summary>
    public const string ServerPort = "server.port";

    /// <summary>A value of <see cref="Protocol"/>.</summary>
    public const string Http = "http";

    /// <summary>A value of <see cref="Protocol"/>.</summary>
    public const string Grpc = "grpc";

    /// <summary>A value of <see cref="RpcService"/>.</summary>
    public const string Dapr = "Dapr";

    /// <summary>A value of <see cref="RpcService"/>.</summary>
    public const string ServiceInvocation = "ServiceInvocation";

    /// <summary>A value of <see cref="DatabaseSystem"/>.</summary>
    public const string State = "state";

    /// <summary>A value of <see cref="DatabaseSystem"/>.</summary>
    public const string Secrets = "secrets";

    /// <summary>A value of <see cref="DatabaseSystem"/>.</summary>
    public const string Bindings = "bindings";

    /// <summary>A value of <see cref="MessagingSystem"/>.</summary>
    public const string PubSub = "pubsub";
}
