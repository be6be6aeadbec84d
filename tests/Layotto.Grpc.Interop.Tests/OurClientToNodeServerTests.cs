using Layotto.Grpc.Client;

namespace Layotto.Grpc.Interop.Tests;

public sealed class OurClientToNodeServerTests(NodeServer server)
    : OurClientTests(server, serverSeesCompression: true), IClassFixture<NodeServer>
{
    [Theory]
    [ClassData(typeof(ClientCaseData))]
    public Task Case_passes(string testCase, ChannelTransport transport) => RunAsync(testCase, transport);
}
