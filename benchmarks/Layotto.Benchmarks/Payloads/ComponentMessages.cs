namespace Layotto.Benchmarks.Payloads;

/// <summary>The messages of a state store behind a socket, for the one stored value.</summary>
internal static class ComponentMessages
{
    public const string Init = "/dapr.proto.components.v1.StateStore/Init";
    public const string Get = "/dapr.proto.components.v1.StateStore/Get";
    public const string Set = "/dapr.proto.components.v1.StateStore/Set";

    /// <summary>InitRequest without settings.</summary>
    public static byte[] InitRequest() => new ProtobufMessage().Bytes(1, []).ToArray();

    /// <summary>GetRequest with key (1).</summary>
    public static byte[] GetRequest() => new ProtobufMessage().Text(1, StateValue.Key).ToArray();

    /// <summary>SetRequest with key (1) and value (2).</summary>
    public static byte[] SetRequest() => new ProtobufMessage().Text(1, StateValue.Key).Bytes(2, StateValue.JsonBytes).ToArray();
}
