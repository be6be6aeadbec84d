using Grpc.Testing;

namespace Layotto.Interop.Client;

/// <summary>Cases of plain unary calls.</summary>
internal static class UnaryCases
{
    private const int LargeRequest = 271_828;
    private const int LargeResponse = 314_159;
    private const int ConcurrentCalls = 1000;
    private const int SoakCalls = 50;

    public static async Task EmptyUnaryAsync(TestService.TestServiceClient client) =>
        InteropFailure.Unless((await client.EmptyCallAsync(new Empty())).CalculateSize() == 0);

    public static async Task LargeUnaryAsync(TestService.TestServiceClient client)
    {
        var response = await client.UnaryCallAsync(
            new SimpleRequest { ResponseSize = LargeResponse, Payload = InteropCases.Zeros(LargeRequest) });
        InteropFailure.Unless(response.Payload.Body.Length == LargeResponse);
        InteropFailure.Unless(!response.Payload.Body.Span.ContainsAnyExcept((byte)0));
    }

    public static Task ConcurrentLargeUnaryAsync(TestService.TestServiceClient client) =>
        Task.WhenAll(Enumerable.Range(0, ConcurrentCalls).Select(_ => LargeUnaryAsync(client)));

    public static async Task SoakAsync(TestService.TestServiceClient client)
    {
        for (var call = 0; call < SoakCalls; call++)
            await LargeUnaryAsync(client);
    }
}
