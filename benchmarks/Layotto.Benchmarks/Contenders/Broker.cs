using System.Globalization;
using System.Net;
using Layotto.Benchmarks.Processes;

namespace Layotto.Benchmarks.Contenders;

/// <summary>An app whose events come back to it: by way of the in-memory broker of a layotto process, or straight.</summary>
internal static class Broker
{
    private const string AppExecutable = "bare-kestrel";
    private const string DeliveryPath = "/delivery";

    /// <summary>The app posts its events to itself: what the app and the way to it cost.</summary>
    public static Contender Direct(string bare)
    {
        var at = FreePort.Next();
        var app = App(bare, at, $"http://{at}{DeliveryPath}");
        return new Contender { Name = "direct", Command = app.Command, Readiness = app.Readiness, Target = at, RunsBesideGenerator = true };
    }

    /// <summary>The app publishes to its sidecar, and is subscribed to the topic.</summary>
    public static Contender Layotto(string bare, string gateway, IReadOnlyList<string> extraArguments, string workDirectory)
    {
        var resources = Path.Combine(workDirectory, "resources");
        Directory.CreateDirectory(resources);
        File.WriteAllText(Path.Combine(resources, "pubsub.yaml"), $"""
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata:
              name: pubsub
            spec:
              type: pubsub.in-memory
              version: v1
            ---
            apiVersion: dapr.io/v2alpha1
            kind: Subscription
            metadata:
              name: loop
            spec:
              pubsubname: pubsub
              topic: loop
              routes:
                default: {DeliveryPath}

            """);
        var at = FreePort.Next();
        var http = FreePort.Next();
        return new Contender
        {
            Name = Gateway.Name,
            Companions = [App(bare, at, $"http://{http}/v1.0/publish/pubsub/loop")],
            Command = new Command(
                Path.Combine(gateway, Gateway.Executable),
                [
                    "--app-id", "benchmark", "--app-port", Port(at), "--dapr-http-port", Port(http), "--dapr-grpc-port", Port(FreePort.Next()),
                    "--dapr-internal-grpc-port", Port(FreePort.Next()), "--metrics-port", Port(FreePort.Next()), "--resources-path", resources,
                    "--log-level", "error", .. extraArguments,
                ]),
            Readiness = new ReadinessProbe(http, BareKestrel.HealthPath),
            Target = at,
        };
    }

    private static Companion App(string bare, IPEndPoint at, string publishTo) => new(
        new Command(Path.Combine(bare, AppExecutable), ["loop", "--listen", at.ToString(), "--publish-to", publishTo]),
        new ReadinessProbe(at, BareKestrel.HealthPath),
        IsMeasured: false);

    private static string Port(IPEndPoint endPoint) => endPoint.Port.ToString(CultureInfo.InvariantCulture);
}
