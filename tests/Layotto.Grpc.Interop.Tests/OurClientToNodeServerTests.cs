namespace Layotto.Grpc.Interop.Tests;

public sealed class OurClientToNodeServerTests(NodeServer server)
    : OurClientTests(server, serverSeesCompression: true), IClassFixture<NodeServer>
{
    [Theory]
    [ClassData(typeof(InteropCaseData))]
    public Task Case_passes(string testCase) => RunAsync(testCase);
}
