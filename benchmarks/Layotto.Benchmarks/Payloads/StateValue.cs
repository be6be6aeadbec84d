namespace Layotto.Benchmarks.Payloads;

/// <summary>The one stored value of the state scenarios and its Dapr messages.</summary>
internal static class StateValue
{
    public const string Store = "statestore";
    public const string Key = "benchmark";
    public const string GrpcMethod = "/dapr.proto.runtime.v1.Dapr/GetState";
    public const string GrpcSaveMethod = "/dapr.proto.runtime.v1.Dapr/SaveState";
    public const string HttpPath = $"/v1.0/state/{Store}/{Key}";

    private const int Length = 1024;

    /// <summary>A JSON string of 1 KiB, quotes included: what is stored and what HTTP answers.</summary>
    public static readonly string Json = '"' + new string('x', Length - 2) + '"';

    public static byte[] JsonBytes => System.Text.Encoding.ASCII.GetBytes(Json);

    /// <summary>GetStateRequest with store_name (1) and key (2).</summary>
    public static byte[] GrpcRequest() => new ProtobufMessage().Text(1, Store).Text(2, Key).ToArray();

    /// <summary>SaveStateRequest with store_name (1) and one item (2) of key (1) and value (2).</summary>
    public static byte[] GrpcSaveRequest() => new ProtobufMessage()
        .Text(1, Store)
        .Bytes(2, new ProtobufMessage().Text(1, Key).Bytes(2, JsonBytes).ToArray())
        .ToArray();

    /// <summary>GetStateResponse with data (1) and etag (2), as a first version in an in-memory store is answered.</summary>
    public static byte[] GrpcResponse() => new ProtobufMessage().Bytes(1, JsonBytes).Text(2, "1").ToArray();
}
