using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Layotto.Testing.Processes;

/// <summary>The built <c>layotto</c>, running as a process of its own on free ports, with an environment that holds nothing but what a test gives it.</summary>
public sealed partial class GatewayProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(30);
    private static readonly string[] FreePorts =
        ["--dapr-http-port", "0", "--dapr-grpc-port", "0", "--dapr-internal-grpc-port", "0", "--metrics-port", "0"];

    private readonly Process _process;
    private readonly List<string> _log = [];
    private readonly Dictionary<string, TaskCompletionSource> _awaited = new(StringComparer.Ordinal);
    private TaskCompletionSource _nextLine = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _outputEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private GatewayProcess(Process process) => _process = process;

    /// <summary>The port of the HTTP API.</summary>
    public int HttpPort { get; private set; }

    /// <summary>The port of the gRPC API.</summary>
    public int GrpcPort { get; private set; }

    /// <summary>The port that other sidecars call.</summary>
    public int InternalGrpcPort { get; private set; }

    /// <summary>The port of the metrics.</summary>
    public int MetricsPort { get; private set; }

    /// <summary>The process id.</summary>
    public int Id => _process.Id;

    /// <summary>The address of the HTTP API.</summary>
    public Uri HttpAddress => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{HttpPort}"));

    /// <summary>Everything it has printed so far.</summary>
    public string Log
    {
        get
        {
            lock (_log)
                return string.Join('\n', _log);
        }
    }

    /// <summary>Starts the gateway and waits until it says that it runs.</summary>
    /// <param name="arguments">Its arguments, beyond those that choose free ports: those of a sidecar, or of <c>run</c>.</param>
    /// <param name="environment">Its whole environment.</param>
    /// <param name="readyLine">What its log says once it is as far as the test needs it.</param>
    /// <exception cref="InvalidOperationException">It ended, or didn't get ready in time; the message holds its log.</exception>
    public static async Task<GatewayProcess> StartAsync(
        IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string readyLine = "Status: Running")
    {
        string[] given = [.. arguments];
        var verbs = given is ["run", ..] ? 1 : 0;
        var gateway = Launch([.. given[..verbs], .. FreePorts, .. given[verbs..]], environment ?? new Dictionary<string, string>());
        var ready = gateway.Await(readyLine);
        var first = await Task.WhenAny(ready, gateway._outputEnded.Task, Task.Delay(StartPatience)).ConfigureAwait(false);
        if (first == ready)
            return gateway;
        await gateway.DisposeAsync().ConfigureAwait(false);
        throw new InvalidOperationException($"The gateway didn't get ready. Its log:\n{gateway.Log}");
    }

    /// <summary>Waits for a line of the log that contains a text; one that is there already counts.</summary>
    public Task WaitForLineAsync(string text) => Await(text).WaitAsync(StartPatience);

    /// <summary>Waits until as many lines of the log contain a text as asked for.</summary>
    public async Task WaitForLineAsync(string text, int times)
    {
        while (true)
        {
            Task next;
            lock (_log)
            {
                if (_log.Count(line => line.Contains(text, StringComparison.Ordinal)) >= times)
                    return;
                next = _nextLine.Task;
            }

            await next.WaitAsync(StartPatience).ConfigureAwait(false);
        }
    }

    /// <summary>Runs the program to its end, for what isn't a sidecar or doesn't get to be one.</summary>
    /// <returns>The exit code, and what it printed on both streams.</returns>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        await using var gateway = Launch([.. arguments], environment ?? new Dictionary<string, string>());
        return (await gateway.WaitForExitAsync().ConfigureAwait(false), gateway.Log);
    }

    /// <summary>Ends the process as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await WaitForExitAsync().ConfigureAwait(false);
    }

    /// <summary>Sends a signal, such as <c>TERM</c>.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("/bin/sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -s {name} {_process.Id}")]);
        kill.WaitForExit();
    }

    /// <summary>Waits for the process to end.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> WaitForExitAsync()
    {
        using var patience = new CancellationTokenSource(StopPatience);
        await _process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
        await _outputEnded.Task.WaitAsync(patience.Token).ConfigureAwait(false);
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await WaitForExitAsync().ConfigureAwait(false);
        _process.Dispose();
    }

    private static GatewayProcess Launch(string[] arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(LayottoBinary.Path, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Clear();
        ProcessTraces.Avoid(start.Environment);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        // The build that tests run needs to find the shared runtime; what is published carries it.
        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is { } root)
            start.Environment["DOTNET_ROOT"] = root;
        var gateway = new GatewayProcess(new Process { StartInfo = start });
        gateway._process.OutputDataReceived += (_, line) => gateway.Read(line.Data, isOutput: true);
        gateway._process.ErrorDataReceived += (_, line) => gateway.Read(line.Data, isOutput: false);
        gateway._process.Start();
        gateway._process.BeginOutputReadLine();
        gateway._process.BeginErrorReadLine();
        return gateway;
    }

    private void Read(string? line, bool isOutput)
    {
        if (line is null)
        {
            if (isOutput)
                _outputEnded.TrySetResult();
            return;
        }

        // The port is known by the time that anybody is told of the line.
        if (ListenLine().Match(line) is { Success: true } match)
            SetPort(match.Groups["what"].Value, int.Parse(match.Groups["port"].Value, CultureInfo.InvariantCulture));
        lock (_log)
        {
            _log.Add(line);
            _nextLine.SetResult();
            _nextLine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            foreach (var (text, awaited) in _awaited)
            {
                if (line.Contains(text, StringComparison.Ordinal))
                    awaited.TrySetResult();
            }
        }
    }

    private Task Await(string text)
    {
        lock (_log)
        {
            if (_log.Exists(line => line.Contains(text, StringComparison.Ordinal)))
                return Task.CompletedTask;
            if (!_awaited.TryGetValue(text, out var awaited))
                _awaited[text] = awaited = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return awaited.Task;
        }
    }

    private void SetPort(string what, int port)
    {
        switch (what)
        {
            case "HTTP server listening on":
                HttpPort = port;
                break;
            case "API gRPC server is running on":
                GrpcPort = port;
                break;
            case "internal gRPC server is running on":
                InternalGrpcPort = port;
                break;
            default:
                MetricsPort = port;
                break;
        }
    }

    [GeneratedRegex(@"msg""?[=:]""(?<what>HTTP server listening on|API gRPC server is running on|internal gRPC server is running on|metrics server started on) TCP address: \S*:(?<port>\d+)""")]
    private static partial Regex ListenLine();
}
