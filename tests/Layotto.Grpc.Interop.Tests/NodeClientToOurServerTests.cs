using System.Diagnostics;

namespace Layotto.Grpc.Interop.Tests;

public sealed class NodeClientToOurServerTests(DotNetServer server) : ForeignClientTests(server), IClassFixture<DotNetServer>
{
    [Theory]
    [ClassData(typeof(InteropCaseData))]
    public Task Case_passes(string testCase) => RunAsync(testCase);

    internal override ProcessStartInfo Command(params string[] arguments) => PeerCommand.Node("client.mjs", arguments);
}
