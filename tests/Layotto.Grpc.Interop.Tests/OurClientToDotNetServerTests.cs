namespace Layotto.Grpc.Interop.Tests;

public sealed class OurClientToDotNetServerTests(DotNetServer server)
    : OurClientTests(server, serverSeesCompression: true), IClassFixture<DotNetServer>
{
    [Theory]
    [ClassData(typeof(InteropCaseData))]
    public Task Case_passes(string testCase) => RunAsync(testCase);
}
