using Grpc.Core;
using Grpc.Testing;

namespace Layotto.Interop.Client;

/// <summary>Cases of calls that the client ends.</summary>
internal static class CancellationCases
{
    public static async Task CancelAfterBeginAsync(TestService.TestServiceClient client)
    {
        using var cancellation = new CancellationTokenSource();
        using var call = client.StreamingInputCall(cancellationToken: cancellation.Token);
        await cancellation.CancelAsync();
        await InteropFailure.UnlessFailsAsync(StatusCode.Cancelled, async () => await call);
        InteropFailure.Unless(call.GetStatus().StatusCode == StatusCode.Cancelled);
    }

    public static async Task CancelAfterFirstResponseAsync(TestService.TestServiceClient client)
    {
        using var cancellation = new CancellationTokenSource();
        using var call = client.FullDuplexCall(cancellationToken: cancellation.Token);
        await call.RequestStream.WriteAsync(StreamingCases.Ask(27_182, 31_415));
        InteropFailure.Unless(await call.ResponseStream.MoveNext(CancellationToken.None));
        InteropFailure.Unless(call.ResponseStream.Current.Payload.Body.Length == 31_415);
        await cancellation.CancelAsync();
        await InteropFailure.UnlessFailsAsync(StatusCode.Cancelled, () => call.ResponseStream.MoveNext(CancellationToken.None));
    }

    public static async Task TimeoutOnSleepingServerAsync(TestService.TestServiceClient client)
    {
        using var call = client.FullDuplexCall(deadline: DateTime.UtcNow.AddMilliseconds(1));
        try
        {
            await call.RequestStream.WriteAsync(new StreamingOutputCallRequest { Payload = InteropCases.Zeros(27_182) });
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.DeadlineExceeded)
        {
            // The deadline may pass before the message is written, or after.
        }

        await InteropFailure.UnlessFailsAsync(StatusCode.DeadlineExceeded, () => call.ResponseStream.MoveNext(CancellationToken.None));
    }
}
