using Layotto.Grpc.Client;

namespace Layotto.Grpc.Interop.Tests;

// grpcio hides from a handler whether its request was compressed, so the probes that lie about it are left out.
public sealed class OurClientToPythonServerTests(PythonServer server)
    : OurClientTests(server, serverSeesCompression: false), IClassFixture<PythonServer>
{
    [Theory]
    [ClassData(typeof(ClientCaseData))]
    public Task Case_passes(string testCase, ChannelTransport transport) => RunAsync(testCase, transport);
}
