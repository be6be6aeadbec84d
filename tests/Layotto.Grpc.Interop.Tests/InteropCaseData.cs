using Layotto.Interop.Client;

namespace Layotto.Grpc.Interop.Tests;

/// <summary>The names of the cases, as theory data.</summary>
internal sealed class InteropCaseData : TheoryData<string>
{
    public InteropCaseData()
    {
        foreach (var name in InteropCases.Names)
            Add(name);
    }
}
