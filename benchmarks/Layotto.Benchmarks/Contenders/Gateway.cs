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

    /// <summary>Under load over gRPC, with the value stored, in a store of another type.</summary>
    /// <param name="directory">Where it was published to.</param>
    /// <param name="extraArguments">Arguments for it.</param>
    /// <param name="workDirectory">For its resources.</param>
    /// <param name="name">Its row in the tables.</param>
    /// <param name="type">The type of the store.</param>
    /// <param name="sockets">The folder of component sockets; null for none.</param>
    public static Contender WithStore(
        string directory, IReadOnlyList<string> extraArguments, string workDirectory, string name, string type, string? sockets)
    {
        var contender = Create(directory, extraArguments, workDirectory, isGrpc: true, isStored: true, type);
        return contender with
        {
            Name = name,
            Command = sockets is null
                ? contender.Command
                : contender.Command.WithEnvironment(new Dictionary<string, string> { ["DAPR_COMPONENTS_SOCKETS_FOLDER"] = sockets }),
        };
    }

    private static Contender Create(
        string directory, IReadOnlyList<string> extraArguments, string workDirectory, bool isGrpc, bool isStored, string type = "state.in-memory")
    {
        var resources = Path.Combine(workDirectory, $"resources-{type}");
        Directory.CreateDirectory(resources);
        File.WriteAllText(Path.Combine(resources, "statestore.yaml"), $"""
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata:
              name: {StateValue.Store}
            spec:
              type: {type}
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
