using Google.Protobuf;
using Layotto.Components.PubSub;
using Layotto.Components.State;
using Layotto.Protos.Dapr.Components.V1;
using Own = Layotto.Protos.Components.V1;

namespace Layotto.Conformance.Sockets.Wire;

/// <summary>The services of Dapr's contract and of ours.</summary>
internal static class WireServices
{
    private const string Dapr = "dapr.proto.components.v1.";
    private const string Layotto = "layotto.components.v1.";
    private const string Name = "conformance-wire";

    public static WireService StateStore { get; } = new(Dapr + "StateStore", "Get", new GetRequest { Key = Name }.ToByteArray())
    {
        ServiceOfFeature = new Dictionary<string, string>
        {
            [StateFeatures.Transactional] = Dapr + "TransactionalStateStore",
            [StateFeatures.Query] = Dapr + "QueriableStateStore",
        },
    };

    public static WireService PubSub { get; } = new(
        Dapr + "PubSub", "Publish", new Protos.Dapr.Components.V1.PublishRequest { Topic = Name, Data = ByteString.CopyFromUtf8("{}"), PubsubName = Name }.ToByteArray())
    {
        Stream = "PullMessages",
        Greeting = new PullMessagesRequest { Topic = new Topic { Name = Name + "-stream" } }.ToByteArray(),
        MethodOfFeature = new Dictionary<string, string> { [PubSubFeatures.BulkPublish] = "BulkPublish" },
    };

    public static WireService InputBinding { get; } = new(Dapr + "InputBinding", "Ping", []) { Stream = "Read", Claims = null };

    // An operation that no binding has: nothing happens.
    public static WireService OutputBinding { get; } = new(Dapr + "OutputBinding", "Invoke", new InvokeRequest { Operation = Name }.ToByteArray())
    {
        CallSucceeds = false,
        Claims = "ListOperations",
    };

    public static WireService SecretStore { get; } = new(Dapr + "SecretStore", "Get", new GetSecretRequest { Key = Name }.ToByteArray()) { CallSucceeds = false };

    public static WireService ConfigurationStore { get; } = new(Layotto + "ConfigurationStore", "Get", new Own.GetConfigurationRequest { Keys = { Name } }.ToByteArray())
    {
        Stream = "Subscribe",
        StreamGoesBothWays = false,
        Greeting = new Own.SubscribeConfigurationRequest { Keys = { Name } }.ToByteArray(),
    };

    public static WireService LockStore { get; } = new(Layotto + "LockStore", "Unlock", new Own.UnlockRequest { ResourceId = Name, LockOwner = Name }.ToByteArray());

    public static WireService CryptoProvider { get; } = new(Layotto + "CryptoProvider", "Algorithms", []);

    public static WireService NameResolver { get; } = new(Layotto + "NameResolver", "Resolve", new Own.ResolveRequest { AppId = Name, Port = 1 }.ToByteArray())
    {
        CallSucceeds = false,
        Claims = null,
    };

    public static WireService HttpMiddleware { get; } = new(
        Layotto + "HttpMiddleware", "HandleRequest", new Own.HandleRequestRequest { Method = "GET", Path = "/" }.ToByteArray()) { Claims = null };

    public static WireService ConversationProvider { get; } = new(
        Layotto + "ConversationProvider",
        "Converse",
        new Own.ConverseRequest { Messages = { new Own.ConversationMessage { Role = Own.ConversationRole.User, Content = { Name } } } }.ToByteArray());

    public static WireService Sequencer { get; } = new(Layotto + "Sequencer", "GetNextId", new Own.GetNextIdRequest { Key = Name }.ToByteArray());

    public static WireService ObjectStorage { get; } = new(
        Layotto + "ObjectStorage", "Head", new Own.HeadObjectRequest { Name = new Own.ObjectName { Bucket = Name, Key = Name } }.ToByteArray())
    {
        CallSucceeds = false,
        Stream = "Get",
        StreamGoesBothWays = false,
        Greeting = new Own.GetObjectRequest { Name = new Own.ObjectName { Bucket = Name, Key = Name } }.ToByteArray(),
    };

    public static WireService FileStore { get; } = new(Layotto + "FileStore", "Stat", new Own.StatFileRequest { Name = Name }.ToByteArray())
    {
        CallSucceeds = false,
        Stream = "Get",
        StreamGoesBothWays = false,
        Greeting = new Own.GetFileRequest { Name = Name }.ToByteArray(),
    };

    public static WireService Hello { get; } = new(
        "spec.proto.pluggable.v1.hello.Hello", "SayHello", new Protos.Spec.Pluggable.Hello.V1.HelloRequest { Name = Name }.ToByteArray()) { Claims = null };
}
