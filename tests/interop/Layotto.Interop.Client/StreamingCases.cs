using Grpc.Core;
using Grpc.Testing;

namespace Layotto.Interop.Client;

/// <summary>Cases of streams.</summary>
internal static class StreamingCases
{
    private static readonly int[] RequestSizes = [27_182, 8, 1_828, 45_904];
    private static readonly int[] ResponseSizes = [31_415, 9, 2_653, 58_979];

    public static async Task ClientStreamingAsync(TestService.TestServiceClient client)
    {
        using var call = client.StreamingInputCall();
        foreach (var size in RequestSizes)
            await call.RequestStream.WriteAsync(new StreamingInputCallRequest { Payload = InteropCases.Zeros(size) });
        await call.RequestStream.CompleteAsync();
        InteropFailure.Unless((await call).AggregatedPayloadSize == 74_922);
    }

    public static async Task ServerStreamingAsync(TestService.TestServiceClient client)
    {
        var request = new StreamingOutputCallRequest();
        request.ResponseParameters.AddRange(ResponseSizes.Select(size => new ResponseParameters { Size = size }));
        using var call = client.StreamingOutputCall(request);
        InteropFailure.Unless((await SizesAsync(call.ResponseStream)).SequenceEqual(ResponseSizes));
    }

    public static async Task PingPongAsync(TestService.TestServiceClient client)
    {
        using var call = client.FullDuplexCall();
        for (var turn = 0; turn < RequestSizes.Length; turn++)
        {
            await call.RequestStream.WriteAsync(Ask(RequestSizes[turn], ResponseSizes[turn]));
            InteropFailure.Unless(await call.ResponseStream.MoveNext(CancellationToken.None));
            InteropFailure.Unless(call.ResponseStream.Current.Payload.Body.Length == ResponseSizes[turn]);
        }

        await call.RequestStream.CompleteAsync();
        InteropFailure.Unless(!await call.ResponseStream.MoveNext(CancellationToken.None));
    }

    public static async Task EmptyStreamAsync(TestService.TestServiceClient client)
    {
        using var call = client.FullDuplexCall();
        await call.RequestStream.CompleteAsync();
        InteropFailure.Unless(!await call.ResponseStream.MoveNext(CancellationToken.None));
        InteropFailure.Unless(call.GetStatus().StatusCode == StatusCode.OK);
    }

    internal static StreamingOutputCallRequest Ask(int requestSize, int responseSize) => new()
    {
        ResponseParameters = { new ResponseParameters { Size = responseSize } },
        Payload = InteropCases.Zeros(requestSize),
    };

    internal static async Task<List<int>> SizesAsync(IAsyncStreamReader<StreamingOutputCallResponse> responses)
    {
        var sizes = new List<int>();
        while (await responses.MoveNext(CancellationToken.None))
            sizes.Add(responses.Current.Payload.Body.Length);
        return sizes;
    }
}
