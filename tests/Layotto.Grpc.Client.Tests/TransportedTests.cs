namespace Layotto.Grpc.Client.Tests;

/// <summary>Tests of what holds for a channel whatever carries its calls.</summary>
/// <param name="transport">What does.</param>
public abstract class TransportedTests(ChannelTransport transport)
{
    protected GrpcChannel NewChannel(string address, GrpcChannelOptions? options = null) => new(address, (options ?? new GrpcChannelOptions()) with { Transport = transport });
}
