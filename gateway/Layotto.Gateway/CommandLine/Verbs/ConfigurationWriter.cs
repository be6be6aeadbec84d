using System.Diagnostics;
using Layotto.Components.Configuration;
using Layotto.Conformance;
using Layotto.Gateway.Rendering;

namespace Layotto.Gateway.CommandLine.Verbs;

/// <summary>Has a command of the shell change what a configuration store holds: it gets all items as JSON on its standard input.</summary>
internal static class ConfigurationWriter
{
    /// <summary>Runs the command, and waits for its end.</summary>
    /// <exception cref="ConformanceException">It failed.</exception>
    public static async Task WriteAsync(string command, IReadOnlyDictionary<string, ConfigurationItem> items, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", command]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new ConformanceException("/bin/sh did not start");
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.StandardInput.WriteAsync(ToJson(items).AsMemory(), cancellationToken);
        process.StandardInput.Close();
        await process.WaitForExitAsync(cancellationToken);
        await output;
        if (process.ExitCode != 0)
            throw new ConformanceException($"the command that changes the items ended with exit code {process.ExitCode}: {(await error).Trim()}");
    }

    private static string ToJson(IReadOnlyDictionary<string, ConfigurationItem> items) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        foreach (var (key, item) in items)
        {
            json.WriteStartObject(key);
            json.WriteString("value", item.Value);
            json.WriteString("version", item.Version);
            json.WriteStartObject("metadata");
            foreach (var (name, fact) in item.Metadata)
                json.WriteString(name, fact);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    });
}
