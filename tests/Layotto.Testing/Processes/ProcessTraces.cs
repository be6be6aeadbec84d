namespace Layotto.Testing.Processes;

/// <summary>What processes leave behind when they are killed.</summary>
public static class ProcessTraces
{
    /// <summary>Has a process in .NET, and those that it starts, make no diagnostic sockets in the temporary folder, where a killed one leaves them.</summary>
    /// <param name="environment">The variables of the process.</param>
    public static void Avoid(IDictionary<string, string?> environment) => environment["DOTNET_EnableDiagnostics"] = "0";
}
