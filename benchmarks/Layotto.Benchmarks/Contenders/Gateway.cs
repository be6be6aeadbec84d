using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Layotto.Benchmarks.Payloads;
using Layotto.Benchmarks.Processes;

namespace Layotto.Benchmarks.Contenders;

/// <summary>The layotto process with one in-memory state store, started as daprd would be.</summary>
internal static class Gateway
{
    public const string Name = "layotto";

    /// <summary>The executable that the directory given as --gateway must hold.</summary>
    public const string Executable = "layotto";

    /// <summary>Under load over gRPC, with the value stored.</summary>
    public static Contender Grpc(string directory, IReadOnlyList<string> extraArguments, string workDirectory) =>
        Create(directory, extraArguments, workDirectory, isGrpc: true, isStored: true);

    /// <summary>Under load over HTTP/1.1, with the value stored.</summary>
    public static Contender Http(string directory, IReadOnlyList<string> extraArguments, string workDirectory) =>
        Create(directory, extraArguments, workDirectory, isGrpc: false, isStored: true);

    /// <summary>Only started, with nothing stored.</summary>
    public static Contender Idle(string directory, IReadOnlyList<string> extraArguments, string workDirectory) =>
        Create(directory, extraArguments, workDirectory, isGrpc: false, isStored: false);

    private static Contender Create(
        string directory, IReadOnlyList<string> extraArguments, string workDirectory, bool isGrpc, bool isStored)
    {
        var resources = Path.Combine(workDirectory, "resources");
        Directory.CreateDirectory(resources);
        File.WriteAllText(Path.Combine(resources, "statestore.yaml"), $"""
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata:
              name: {StateValue.Store}
            spec:
              type: state.in-memory
              version: v1

            """);
        var http = FreePort.Next();
        var grpc = FreePort.Next();
        var arguments = new List<string>
        {
            "--app-id", "benchmark",
            "--dapr-http-port", Port(http),
            "--dapr-grpc-port", Port(grpc),
            "--dapr-internal-grpc-port", Port(FreePort.Next()),
            "--metrics-port", Port(FreePort.Next()),
            "--resources-path", resources,
            "--log-level", "error",
        };
        arguments.AddRange(extraArguments);
        return new Contender
        {
            Name = Name,
            Command = new Command(Path.Combine(directory, Executable), arguments),
            Readiness = new ReadinessProbe(http, BareKestrel.HealthPath),
            Target = isGrpc ? grpc : http,
            Prepare = isStored ? cancellationToken => StoreAsync(http, cancellationToken) : null,
        };
    }

    private static async Task StoreAsync(IPEndPoint http, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        using var content = new ByteArrayContent(
            Encoding.UTF8.GetBytes($$"""[{"key":"{{StateValue.Key}}","value":{{StateValue.Json}}}]"""));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await client.PostAsync(
            new Uri($"http://{http}/v1.0/state/{StateValue.Store}"), content, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            var answer = await response.Content.ReadAsStringAsync(cancellationToken);
            throw new BenchmarkException($"{Name} answered {(int)response.StatusCode} when the value was to be stored: {answer}");
        }
    }

    private static string Port(IPEndPoint endPoint) => endPoint.Port.ToString(CultureInfo.InvariantCulture);
}
