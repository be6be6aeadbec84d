using Google.Protobuf;
using Grpc.Core;
using Grpc.Testing;

namespace Layotto.Interop.Client;

/// <summary>The official interoperability cases, by name.</summary>
public static class InteropCases
{
    private static readonly Dictionary<string, Func<CallInvoker, bool, Task>> Cases = new()
    {
        ["empty_unary"] = (invoker, _) => UnaryCases.EmptyUnaryAsync(new(invoker)),
        ["large_unary"] = (invoker, _) => UnaryCases.LargeUnaryAsync(new(invoker)),
        ["client_compressed_unary"] = (invoker, probe) => CompressionCases.ClientCompressedUnaryAsync(new(invoker), probe),
        ["server_compressed_unary"] = (invoker, _) => CompressionCases.ServerCompressedUnaryAsync(new(invoker)),
        ["client_compressed_streaming"] = (invoker, probe) => CompressionCases.ClientCompressedStreamingAsync(new(invoker), probe),
        ["server_compressed_streaming"] = (invoker, _) => CompressionCases.ServerCompressedStreamingAsync(new(invoker)),
        ["client_streaming"] = (invoker, _) => StreamingCases.ClientStreamingAsync(new(invoker)),
        ["server_streaming"] = (invoker, _) => StreamingCases.ServerStreamingAsync(new(invoker)),
        ["ping_pong"] = (invoker, _) => StreamingCases.PingPongAsync(new(invoker)),
        ["empty_stream"] = (invoker, _) => StreamingCases.EmptyStreamAsync(new(invoker)),
        ["custom_metadata"] = (invoker, _) => StatusCases.CustomMetadataAsync(new(invoker)),
        ["status_code_and_message"] = (invoker, _) => StatusCases.StatusCodeAndMessageAsync(new(invoker)),
        ["special_status_message"] = (invoker, _) => StatusCases.SpecialStatusMessageAsync(new(invoker)),
        ["unimplemented_method"] = (invoker, _) => StatusCases.UnimplementedMethodAsync(new(invoker)),
        ["unimplemented_service"] = (invoker, _) => StatusCases.UnimplementedServiceAsync(new(invoker)),
        ["cancel_after_begin"] = (invoker, _) => CancellationCases.CancelAfterBeginAsync(new(invoker)),
        ["cancel_after_first_response"] = (invoker, _) => CancellationCases.CancelAfterFirstResponseAsync(new(invoker)),
        ["timeout_on_sleeping_server"] = (invoker, _) => CancellationCases.TimeoutOnSleepingServerAsync(new(invoker)),
        ["concurrent_large_unary"] = (invoker, _) => UnaryCases.ConcurrentLargeUnaryAsync(new(invoker)),
        ["rpc_soak"] = (invoker, _) => UnaryCases.SoakAsync(new(invoker)),
    };

    /// <summary>The names of the cases.</summary>
    public static IReadOnlyCollection<string> Names => Cases.Keys;

    /// <summary>Runs a case.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="channel">The server.</param>
    /// <param name="serverSeesCompression">Whether the server can tell a compressed request from another, and refuse a lie.</param>
    public static Task RunAsync(string name, ChannelBase channel, bool serverSeesCompression)
    {
        ArgumentNullException.ThrowIfNull(channel);
        return Cases[name](channel.CreateCallInvoker(), serverSeesCompression);
    }

    internal static Payload Zeros(int size) => new() { Body = ByteString.CopyFrom(new byte[size]) };
}
