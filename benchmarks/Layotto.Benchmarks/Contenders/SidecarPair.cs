using System.Globalization;
using System.Net;
using Layotto.Benchmarks.Processes;

namespace Layotto.Benchmarks.Contenders;

/// <summary>Two layotto processes that find each other as two sidecars do that nobody configured: the second one's app answers.</summary>
internal static class SidecarPair
{
    public const string Name = "layotto, two sidecars";

    /// <summary>The id of the app that is invoked.</summary>
    public const string Callee = "benchmark-callee";

    private const string Caller = "benchmark-caller";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <param name="directory">Where the gateway was published to.</param>
    /// <param name="extraArguments">Arguments for both of them.</param>
    /// <param name="app">The app; it runs beside the generator.</param>
    /// <param name="appAt">Where it listens.</param>
    /// <param name="isGrpc">Whether the app speaks gRPC and is called over gRPC.</param>
    public static Contender Create(string directory, IReadOnlyList<string> extraArguments, Companion app, IPEndPoint appAt, bool isGrpc)
    {
        var (calleeCommand, calleeHttp, _) = Sidecar(directory, Callee, extraArguments, appAt, isGrpc);
        var (callerCommand, callerHttp, callerGrpc) = Sidecar(directory, Caller, extraArguments, null, isGrpc);
        return new Contender
        {
            Name = Name,
            Companions = [app, new Companion(calleeCommand, new ReadinessProbe(calleeHttp, BareKestrel.HealthPath), IsMeasured: true)],
            Command = callerCommand,
            Readiness = new ReadinessProbe(callerHttp, BareKestrel.HealthPath),
            Target = isGrpc ? callerGrpc : callerHttp,
            Prepare = isGrpc ? null : cancellationToken => UntilFoundAsync(callerHttp, cancellationToken),
        };
    }

    private static (Command Command, IPEndPoint Http, IPEndPoint Grpc) Sidecar(
        string directory, string appId, IReadOnlyList<string> extraArguments, IPEndPoint? app, bool isGrpc)
    {
        var http = FreePort.Next();
        var grpc = FreePort.Next();
        var arguments = new List<string>
        {
            "--app-id", appId,
            "--dapr-http-port", Port(http),
            "--dapr-grpc-port", Port(grpc),
            "--dapr-internal-grpc-port", Port(FreePort.Next()),
            "--metrics-port", Port(FreePort.Next()),
            "--log-level", "error",
        };
        if (app is not null)
            arguments.AddRange(["--app-port", Port(app), "--app-protocol", isGrpc ? "grpc" : "http"]);
        arguments.AddRange(extraArguments);
        return (new Command(Path.Combine(directory, Gateway.Executable), arguments), http, grpc);
    }

    // The first call may come before one of them has heard of the other.
    private static async Task UntilFoundAsync(IPEndPoint caller, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Patience);
        using var client = new HttpClient();
        while (true)
        {
            using var response = await client.GetAsync(new Uri($"http://{caller}/v1.0/invoke/{Callee}/method/hello"), deadline.Token);
            if (response.IsSuccessStatusCode)
                return;
            await Task.Delay(TimeSpan.FromMilliseconds(100), deadline.Token);
        }
    }

    private static string Port(IPEndPoint endPoint) => endPoint.Port.ToString(CultureInfo.InvariantCulture);
}
