namespace Layotto.Benchmarks.Scenarios;

/// <summary>The baseline run a second time: its ratio should be 1, and its range says how much a ratio here can be trusted.</summary>
internal static class Control
{
    public const string Name = "bare Kestrel again";
}
