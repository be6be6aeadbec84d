using Layotto.Grpc.Client;

namespace Layotto.Grpc.Interop.Tests;

public sealed class OurClientToDotNetServerTests(DotNetServer server)
    : OurClientTests(server, serverSeesCompression: true), IClassFixture<DotNetServer>
{
    [Theory]
    [ClassData(typeof(ClientCaseData))]
    public Task Case_passes(string testCase, ChannelTransport transport) => RunAsync(testCase, transport);
}
