using Grpc.Core;
using Grpc.Testing;

namespace Layotto.Interop.Client;

/// <summary>Cases of metadata and statuses.</summary>
internal static class StatusCases
{
    private const string InitialKey = "x-grpc-test-echo-initial";
    private const string InitialValue = "test_initial_metadata_value";
    private const string TrailingKey = "x-grpc-test-echo-trailing-bin";
    private const string SpecialMessage = "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n";
    private static readonly byte[] TrailingValue = [0xab, 0xab, 0xab];

    public static async Task CustomMetadataAsync(TestService.TestServiceClient client)
    {
        var headers = new Metadata { { InitialKey, InitialValue }, { TrailingKey, TrailingValue } };
        using var unary = client.UnaryCallAsync(
            new SimpleRequest { ResponseSize = 314_159, Payload = InteropCases.Zeros(271_828) }, headers);
        await unary;
        CheckEcho(await unary.ResponseHeadersAsync, unary.GetTrailers());

        using var duplex = client.FullDuplexCall(headers);
        await duplex.RequestStream.WriteAsync(StreamingCases.Ask(271_828, 314_159));
        await duplex.RequestStream.CompleteAsync();
        InteropFailure.Unless((await StreamingCases.SizesAsync(duplex.ResponseStream)).SequenceEqual([314_159]));
        CheckEcho(await duplex.ResponseHeadersAsync, duplex.GetTrailers());
    }

    public static async Task StatusCodeAndMessageAsync(TestService.TestServiceClient client)
    {
        var status = new EchoStatus { Code = (int)StatusCode.Unknown, Message = "test status message" };
        var unary = await InteropFailure.UnlessFailsAsync(
            StatusCode.Unknown, async () => await client.UnaryCallAsync(new SimpleRequest { ResponseStatus = status }));
        InteropFailure.Unless(unary.Status.Detail == status.Message);

        using var call = client.FullDuplexCall();
        await call.RequestStream.WriteAsync(new StreamingOutputCallRequest { ResponseStatus = status });
        await call.RequestStream.CompleteAsync();
        var duplex = await InteropFailure.UnlessFailsAsync(StatusCode.Unknown, () => call.ResponseStream.MoveNext(CancellationToken.None));
        InteropFailure.Unless(duplex.Status.Detail == status.Message);
        InteropFailure.Unless(call.GetStatus().Detail == status.Message);
    }

    public static async Task SpecialStatusMessageAsync(TestService.TestServiceClient client)
    {
        var status = new EchoStatus { Code = (int)StatusCode.Unknown, Message = SpecialMessage };
        var failure = await InteropFailure.UnlessFailsAsync(
            StatusCode.Unknown, async () => await client.UnaryCallAsync(new SimpleRequest { ResponseStatus = status }));
        InteropFailure.Unless(failure.Status.Detail == SpecialMessage);
    }

    public static Task UnimplementedMethodAsync(TestService.TestServiceClient client) => InteropFailure.UnlessFailsAsync(
        StatusCode.Unimplemented, async () => await client.UnimplementedCallAsync(new Empty()));

    public static Task UnimplementedServiceAsync(UnimplementedService.UnimplementedServiceClient client) => InteropFailure.UnlessFailsAsync(
        StatusCode.Unimplemented, async () => await client.UnimplementedCallAsync(new Empty()));

    private static void CheckEcho(Metadata headers, Metadata trailers)
    {
        InteropFailure.Unless(headers.GetValue(InitialKey) == InitialValue);
        InteropFailure.Unless(trailers.GetValueBytes(TrailingKey).AsSpan().SequenceEqual(TrailingValue));
    }
}
