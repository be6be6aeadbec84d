namespace Layotto.Grpc.Client.Tests.Peers;

/// <summary>Waits for what a channel comes to.</summary>
internal static class ChannelStates
{
    public static async Task ReachesAsync(this GrpcChannel channel, ConnectivityState state)
    {
        while (channel.State is var current && current != state)
            await channel.WaitForStateChangedAsync(current, Patience.Cancellation).Soon();
    }
}
