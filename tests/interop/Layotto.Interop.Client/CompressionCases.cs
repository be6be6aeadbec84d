using Grpc.Core;
using Grpc.Testing;

namespace Layotto.Interop.Client;

/// <summary>Cases of compressed messages. Probes lie about the compression, to see that the server would notice.</summary>
internal static class CompressionCases
{
    public static async Task ClientCompressedUnaryAsync(TestService.TestServiceClient client, bool probe)
    {
        if (probe)
        {
            await InteropFailure.UnlessFailsAsync(
                StatusCode.InvalidArgument, async () => await client.UnaryCallAsync(Request(expectCompressed: true), Encoding("identity")));
        }

        var compressed = await client.UnaryCallAsync(Request(expectCompressed: true), Encoding("gzip"));
        InteropFailure.Unless(compressed.Payload.Body.Length == 314_159);
        var plain = await client.UnaryCallAsync(Request(expectCompressed: false), Encoding("identity"));
        InteropFailure.Unless(plain.Payload.Body.Length == 314_159);
    }

    public static async Task ServerCompressedUnaryAsync(TestService.TestServiceClient client)
    {
        foreach (var compressed in (bool[])[true, false])
        {
            var response = await client.UnaryCallAsync(new SimpleRequest
            {
                ResponseCompressed = new BoolValue { Value = compressed },
                ResponseSize = 314_159,
                Payload = InteropCases.Zeros(271_828),
            });
            InteropFailure.Unless(response.Payload.Body.Length == 314_159);
        }
    }

    public static async Task ClientCompressedStreamingAsync(TestService.TestServiceClient client, bool probe)
    {
        if (probe)
            await InteropFailure.UnlessFailsAsync(StatusCode.InvalidArgument, () => LieAsync(client));

        using var call = client.StreamingInputCall(Encoding("gzip"));
        await call.RequestStream.WriteAsync(StreamedRequest(27_182, expectCompressed: true));
        call.RequestStream.WriteOptions = new WriteOptions(WriteFlags.NoCompress);
        await call.RequestStream.WriteAsync(StreamedRequest(45_904, expectCompressed: false));
        await call.RequestStream.CompleteAsync();
        InteropFailure.Unless((await call).AggregatedPayloadSize == 73_086);
    }

    public static async Task ServerCompressedStreamingAsync(TestService.TestServiceClient client)
    {
        var request = new StreamingOutputCallRequest
        {
            ResponseParameters =
            {
                new ResponseParameters { Compressed = new BoolValue { Value = true }, Size = 31_415 },
                new ResponseParameters { Compressed = new BoolValue { Value = false }, Size = 92_653 },
            },
        };
        using var call = client.StreamingOutputCall(request);
        InteropFailure.Unless((await StreamingCases.SizesAsync(call.ResponseStream)).SequenceEqual([31_415, 92_653]));
    }

    private static async Task LieAsync(TestService.TestServiceClient client)
    {
        using var call = client.StreamingInputCall(Encoding("identity"));
        await call.RequestStream.WriteAsync(StreamedRequest(27_182, expectCompressed: true));
        await call.RequestStream.CompleteAsync();
        await call;
    }

    private static Metadata Encoding(string name) => new() { { "grpc-internal-encoding-request", name } };

    private static SimpleRequest Request(bool expectCompressed) => new()
    {
        ExpectCompressed = new BoolValue { Value = expectCompressed },
        ResponseSize = 314_159,
        Payload = InteropCases.Zeros(271_828),
    };

    private static StreamingInputCallRequest StreamedRequest(int size, bool expectCompressed) => new()
    {
        ExpectCompressed = new BoolValue { Value = expectCompressed },
        Payload = InteropCases.Zeros(size),
    };
}
