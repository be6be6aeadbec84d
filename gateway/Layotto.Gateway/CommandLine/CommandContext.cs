using Layotto.Gateway.Launching;
using Layotto.Gateway.Logging;
using Layotto.Gateway.Rendering;

namespace Layotto.Gateway.CommandLine;

/// <summary>What the verbs have to work with.</summary>
internal sealed class CommandContext
{
    /// <summary>What the program consists of.</summary>
    public required CommandLineParts Parts { get; init; }

    /// <summary>Where they write.</summary>
    public required Terminal Terminal { get; init; }

    /// <summary>The environment variables.</summary>
    public required GatewayEnvironment Environment { get; init; }

    /// <summary>Where a sidecar logs, and its app writes what it has to say.</summary>
    public required SharedStream LogOutput { get; init; }

    /// <summary>Where an app writes what went wrong.</summary>
    public required SharedStream LogError { get; init; }

    /// <summary>The value of PATH; null when there is none.</summary>
    public string? SearchPath { get; init; }

    /// <summary>Whether somebody at a terminal controls this process.</summary>
    public bool IsOnTerminal { get; init; }

    /// <summary>The signals that the process gets.</summary>
    public ISignalSource Signals { get; init; } = new PosixSignalSource();

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>What this process has.</summary>
    public static CommandContext OfProcess(CommandLineParts parts) => new()
    {
        Parts = parts,
        Terminal = Terminal.OfProcess(),
        Environment = GatewayEnvironment.OfProcess(),
        LogOutput = new SharedStream(Console.OpenStandardOutput()),
        LogError = new SharedStream(Console.OpenStandardError()),
        SearchPath = System.Environment.GetEnvironmentVariable("PATH"),
        IsOnTerminal = !Console.IsInputRedirected || !Console.IsOutputRedirected || !Console.IsErrorRedirected,
    };
}
