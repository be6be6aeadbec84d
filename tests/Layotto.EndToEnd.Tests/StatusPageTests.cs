using System.Text;
using System.Text.Json;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Grpc.Reflection.V1;
using Layotto.Dapr;
using Layotto.Dapr.Http;
using Layotto.Dapr.Http.Routing;
using Layotto.Runtime.Bindings;
using Layotto.Runtime.Configuration;
using Layotto.Runtime.Crypto;
using Layotto.Runtime.Health;
using Layotto.Runtime.Locks;
using Layotto.Runtime.Metadata;
using Layotto.Runtime.PubSub;
using Layotto.Runtime.PubSub.Subscriptions;
using Layotto.Runtime.Resiliency;
using Layotto.Runtime.Secrets;
using Layotto.Runtime.State;
using Layotto.Testing.Processes;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Layotto.EndToEnd.Tests;

/// <summary>Holds docs/status.md to what the running process answers: each RPC of each service it serves, and each HTTP route.</summary>
public sealed class StatusPageTests
{
    private const int Unimplemented = 12;
    private const string Built = "built";
    private const string Planned = "planned: answers UNIMPLEMENTED";
    private const string PlannedHttp = "planned: answers 501";

    private static readonly string Page = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "status.md"));

    [Fact]
    public async Task The_table_of_RPCs_is_what_the_process_answers()
    {
        using var folder = new EndToEndGateway();
        await using var gateway = await folder.StartAsync();
        using var client = new HttpClient();
        var address = new UriBuilder("http", "127.0.0.1", gateway.GrpcPort).Uri;

        var rpcs = new List<(string Service, string Method)>();
        foreach (var service in await ServicesAsync(client, address))
            rpcs.AddRange((await MethodsAsync(client, address, service)).Select(method => (service, method)));

        // The shutdown is the last one asked, and is obeyed.
        var answers = new Dictionary<(string Service, string Method), string>();
        foreach (var rpc in rpcs.OrderBy(rpc => rpc.Method == "Shutdown"))
            answers[rpc] = await StateAsync(client, address, $"/{rpc.Service}/{rpc.Method}");
        Assert.Equal(0, await gateway.WaitForExitAsync());

        var table = new StringBuilder("| service | RPC | state |\n|---|---|---|\n");
        foreach (var rpc in rpcs)
            table.Append(null, $"| {rpc.Service} | {rpc.Method} | {answers[rpc]} |\n");

        AssertSection("rpcs", table.ToString());
    }

    [Fact]
    public async Task The_table_of_routes_is_what_the_process_answers()
    {
        using var folder = new EndToEndGateway();
        await using var gateway = await folder.StartAsync();
        using var client = new HttpClient { BaseAddress = gateway.HttpAddress };

        // The shutdown route is the last one asked.
        var answers = new Dictionary<HttpRoute, string>();
        foreach (var route in Routes().OrderBy(route => route.Name == "Shutdown"))
            answers[route] = await StateAsync(client, route);
        var table = new StringBuilder("| method | path | API | state |\n|---|---|---|---|\n");
        foreach (var route in Routes())
        {
            var answer = answers.Single(answer => answer.Key.ToString() == route.ToString()).Value;
            table.Append(null, $"| {string.Join(", ", route.Methods)} | /{route.Pattern.Text} | {route.Name} | {answer} |\n");
        }

        AssertSection("routes", table.ToString());
    }

    private static async Task<List<string>> ServicesAsync(HttpClient client, Uri address)
    {
        var answer = await ReflectAsync(client, address, new ServerReflectionRequest { ListServices = "" });
        return [.. answer.ListServicesResponse.Service.Select(service => service.Name).Order(StringComparer.Ordinal)];
    }

    private static async Task<List<string>> MethodsAsync(HttpClient client, Uri address, string service)
    {
        var answer = await ReflectAsync(client, address, new ServerReflectionRequest { FileContainingSymbol = service });
        var file = answer.FileDescriptorResponse.FileDescriptorProto
            .Select(bytes => FileDescriptorProto.Parser.ParseFrom(bytes))
            .First(file => file.Service.Any(candidate => $"{file.Package}.{candidate.Name}" == service));
        return [.. file.Service.Single(candidate => $"{file.Package}.{candidate.Name}" == service).Method.Select(method => method.Name)];
    }

    private static async Task<ServerReflectionResponse> ReflectAsync(HttpClient client, Uri address, ServerReflectionRequest request)
    {
        var (status, message, response) = await RawGrpc.CallAsync(
            client, address, "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo", request, TestContext.Current.CancellationToken);
        Assert.True(status == 0, message);
        return ServerReflectionResponse.Parser.ParseFrom(response);
    }

    private static async Task<string> StateAsync(HttpClient client, Uri address, string path)
    {
        // A watch answers and then goes on, so its end can't be waited for.
        if (path.EndsWith("/Watch", StringComparison.Ordinal))
        {
            Assert.True(await RawGrpc.BeginsToAnswerAsync(client, address, path, new Empty(), TestContext.Current.CancellationToken));
            return Built;
        }

        var (status, message, _) = await RawGrpc.CallAsync(client, address, path, new Empty(), TestContext.Current.CancellationToken);
        if (status != Unimplemented)
            return Built;
        Assert.Contains("is not built yet", message, StringComparison.Ordinal);
        return Planned;
    }

    private static async Task<string> StateAsync(HttpClient client, HttpRoute route)
    {
        var path = "/" + System.Text.RegularExpressions.Regex.Replace(route.Pattern.Text, @"\{\w+\}|\*", "statestore");
        using var request = new HttpRequestMessage(HttpMethod.Parse(route.Methods[0]), path);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        if ((int)response.StatusCode != 501)
            return Built;
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("ERR_API_UNIMPLEMENTED", body.RootElement.GetProperty("errorCode").GetString());
        return PlannedHttp;
    }

    // What the process mounts; the same table, made here.
    private static IReadOnlyList<HttpRoute> Routes()
    {
        var registry = new Components.ComponentRegistry();
        var services = new DaprServices
        {
            State = new StateEngine(registry, "", ""),
            PubSub = new PubSubEngine(registry, NoResilience.Instance, "", ""),
            Subscriptions = new TopicSubscriptions(
                new PubSubEngine(registry, NoResilience.Instance, "", ""), NoResilience.Instance, null, null, null, [], "", NullLogger.Instance),
            Secrets = new SecretEngine(registry, []),
            Crypto = new CryptoEngine(registry, NoResilience.Instance, NullLogger.Instance),
            Bindings = new BindingEngine(registry, NoResilience.Instance),
            Configuration = new ConfigurationEngine(registry, NoResilience.Instance, NullLogger.Instance),
            Locks = new LockEngine(registry, NoResilience.Instance, ""),
            Metadata = new GatewayMetadata(registry, "", ""),
            Health = new HealthTargets(),
            OutboundHealth = new HealthTargets(),
            Shutdown = _ => { },
        };
        return new DaprHttpApi(services, new DaprHttpOptions(), NullLoggerFactory.Instance).Routes;
    }

    // A table that has to be mended is put where it can be copied from.
    private static void AssertSection(string name, string table)
    {
        var start = $"<!-- {name} -->\n";
        var from = Page.IndexOf(start, StringComparison.Ordinal) + start.Length;
        Assert.True(from >= start.Length, $"docs/status.md has no section {name}.");
        if (Page[from..Page.IndexOf($"<!-- /{name} -->", from, StringComparison.Ordinal)] == table)
            return;
        var right = Path.Combine(RepositoryRoot.Path, "artifacts", $"status-{name}.md");
        File.WriteAllText(right, table);
        Assert.Fail($"The section {name} of docs/status.md isn't what the process answers; {right} holds what would be right.");
    }
}
