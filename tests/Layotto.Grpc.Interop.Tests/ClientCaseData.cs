using Layotto.Grpc.Client;
using Layotto.Interop.Client;

namespace Layotto.Grpc.Interop.Tests;

/// <summary>The names of the cases, with each transport of our client, as theory data.</summary>
internal sealed class ClientCaseData : TheoryData<string, ChannelTransport>
{
    public ClientCaseData()
    {
        foreach (var name in InteropCases.Names)
        {
            foreach (var transport in Enum.GetValues<ChannelTransport>())
                Add(name, transport);
        }
    }
}
