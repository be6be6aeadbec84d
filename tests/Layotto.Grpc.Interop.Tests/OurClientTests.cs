using System.Globalization;
using Layotto.Grpc.Client;
using Layotto.Interop.Client;

namespace Layotto.Grpc.Interop.Tests;

/// <summary>Runs the cases of this project's client against a server, over each of its transports.</summary>
public abstract class OurClientTests(PeerServer server, bool serverSeesCompression)
{
    private static readonly TimeSpan CaseTimeout = TimeSpan.FromSeconds(120);

    protected async Task RunAsync(string testCase, ChannelTransport transport)
    {
        var address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{server.Port}");
        await using var channel = new GrpcChannel(address, new GrpcChannelOptions { Transport = transport });
        await InteropCases.RunAsync(testCase, channel, serverSeesCompression)
            .WaitAsync(CaseTimeout, TestContext.Current.CancellationToken);
    }
}
