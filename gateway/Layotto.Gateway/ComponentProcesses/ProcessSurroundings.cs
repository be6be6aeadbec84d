using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Layotto.Gateway.Serving;
using Layotto.Grpc.Hosting;
using Layotto.Runtime.Telemetry.Metrics;
using Microsoft.Extensions.Logging;

namespace Layotto.Gateway.ComponentProcesses;

/// <summary>What the processes that the gateway starts for components have in common.</summary>
internal sealed class ProcessSurroundings : IDisposable
{
    // What is the gateway's alone.
    private static readonly string[] Secrets = ["DAPR_API_TOKEN", "APP_API_TOKEN"];

    /// <summary>The folder in which the processes are to put their sockets.</summary>
    public required string Folder { get; init; }

    /// <summary>How long a process has to end when it is asked to.</summary>
    public required TimeSpan StopPatience { get; init; }

    /// <summary>Where it is told what they do, and what they print.</summary>
    public required ILogger Logger { get; init; }

    /// <summary>Counts their starts.</summary>
    public required RuntimeMetrics Metrics { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The thread that starts them.</summary>
    public StarterThread Starter { get; } = new();

    /// <inheritdoc/>
    public void Dispose() => Starter.Dispose();

    /// <summary>Starts a process.</summary>
    /// <param name="path">The program's full path.</param>
    /// <param name="command">The command.</param>
    /// <param name="component">The component that it is for.</param>
    /// <exception cref="Win32Exception">It can't be started.</exception>
    public Process StartProcess(string path, IReadOnlyList<string> command, string component)
    {
        var start = new ProcessStartInfo { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        if (OperatingSystem.IsWindows())
        {
            start.FileName = path;
        }
        else
        {
            start.FileName = Environment.ProcessPath ?? throw new Win32Exception("This program's own path isn't known.");
            if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
                start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
            start.ArgumentList.Add(ProcessEntry.Verb);
            start.ArgumentList.Add(Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            start.ArgumentList.Add(path);
        }

        foreach (var argument in command.Skip(1))
            start.ArgumentList.Add(argument);
        foreach (var secret in Secrets)
            start.Environment.Remove(secret);
        if (SocketThreads.HasChosen)
            start.Environment.Remove(InlineCompletions.ThreadCountVariable);

        // daprd's variable, the one of Dapr's SDKs, and the component's name.
        start.Environment["DAPR_COMPONENTS_SOCKETS_FOLDER"] = Folder;
        start.Environment["DAPR_COMPONENT_SOCKETS_FOLDER"] = Folder;
        start.Environment["LAYOTTO_COMPONENT_NAME"] = component;
        var process = Process.Start(start) ?? throw new Win32Exception($"The program {path} did not start.");
        process.StandardInput.Close();
        return process;
    }
}
