using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Layotto.Testing.Processes;
using Xunit;

namespace Layotto.EndToEnd.Tests;

/// <summary>What a script with many cases said of them, run once for each protocol. Each case is a line of JSON: its name, whether it went well, and the error.</summary>
public abstract class ScriptResults : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly Dictionary<string, string> _errors = new(StringComparer.Ordinal);
    private string _trouble = "";

    /// <summary>The protocols that apps and their sidecars speak.</summary>
    public static IReadOnlyList<string> Protocols { get; } = ["http", "grpc"];

    /// <summary>How many cases have been told of.</summary>
    public int Count => _errors.Count;

    public async ValueTask InitializeAsync() => await Task.WhenAll(Protocols.Select(RunAsync));

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>Fails where a case did, or was never told of.</summary>
    /// <param name="name">The protocol, a blank and the case.</param>
    public void Check(string name)
    {
        Assert.True(_errors.TryGetValue(name, out var error), _trouble);
        Assert.True(error.Length == 0, error);
    }

    /// <summary>Runs what there is to run, once.</summary>
    protected abstract Task RunAsync(string protocol);

    /// <summary>Reads what the script says until it ends, or the time for it is over; then cases are missing. Nothing of it runs afterwards.</summary>
    protected async Task ReadAsync(string protocol, Process script)
    {
        using var deadline = new CancellationTokenSource(Patience);
        try
        {
            while (await script.StandardOutput.ReadLineAsync(deadline.Token) is { } line)
                Read(protocol, line);
        }
        catch (OperationCanceledException)
        {
            // The cases that are missing say so themselves.
        }
        finally
        {
            if (!script.HasExited)
                script.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Keeps what the sidecars said, for a run that broke off.</summary>
    protected void Keep(string protocol, params GatewayProcess[] gateways)
    {
        lock (_errors)
            _trouble += $"{protocol}:\n{string.Join('\n', gateways.Select(gateway => gateway.Log))}\n";
    }

    /// <summary>A port that nobody listens on.</summary>
    protected static string FreePort()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return Text(((IPEndPoint)listener.LocalEndPoint!).Port);
    }

    /// <summary>A port as an argument.</summary>
    protected static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    private void Read(string protocol, string line)
    {
        using var document = JsonDocument.Parse(line);
        if (!document.RootElement.TryGetProperty("name", out var name))
            return;
        var error = document.RootElement.GetProperty("ok").GetBoolean() ? "" : document.RootElement.GetProperty("error").GetString()!;
        lock (_errors)
            _errors[$"{protocol} {name.GetString()}"] = error;
    }
}
