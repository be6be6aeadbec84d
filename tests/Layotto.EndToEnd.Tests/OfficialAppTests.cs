using System.Diagnostics;
using System.Security.Cryptography;
using Layotto.Testing.Processes;
using Xunit;

namespace Layotto.EndToEnd.Tests;

/// <summary>
/// An app on the official Dapr SDK for JavaScript, server and client, unmodified, over both protocols: two apps with a sidecar each, and
/// nothing configured for their calls but the app ids.
/// </summary>
public sealed class OfficialAppTests(OfficialAppTests.Results results) : IClassFixture<OfficialAppTests.Results>
{
    private static readonly string[] Cases =
    [
        "publish_and_subscribe", "text_is_delivered_as_text", "cloud_event_keeps_its_data", "raw_payload", "retry_until_success",
        "dropped_event_goes_to_the_dead_letter_topic", "routes", "bulk_publish_and_bulk_subscribe",
        "input_binding", "output_binding", "invoked_by_name", "invoked_by_name_with_get", "invoked_by_its_own_name", "lock_and_unlock",
    ];

    // What the SDK has a call for in one protocol alone.
    private static readonly (string Protocol, string Name)[] CasesOfOneProtocol =
    [
        ("http", "declarative_subscription"), ("http", "metadata_shows_the_subscriptions"),
        ("grpc", "configuration_is_read_and_watched"), ("grpc", "encrypt_and_decrypt"),
    ];

    public static TheoryData<string, string> All
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var protocol in ScriptResults.Protocols)
                Array.ForEach(Cases, name => data.Add(protocol, name));
            foreach (var (protocol, name) in CasesOfOneProtocol)
                data.Add(protocol, name);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Case(string protocol, string name) => results.Check($"{protocol} {name}");

    [Fact]
    public void Every_case_of_the_script_is_listed() => Assert.Equal(All.Count, results.Count);

    /// <summary>Runs the two apps once for each protocol.</summary>
    public sealed class Results : ScriptResults
    {
        protected override async Task RunAsync(string protocol)
        {
            using var folder = new AppFolder();

            // Names are looked up on the whole machine, where another run may have apps too.
            var run = Guid.NewGuid().ToString("N")[..8];
            var (caller, callerPort) = await StartAsync(folder, $"app-{protocol}-{run}", protocol);
            await using var callerGateway = caller;
            var (peer, peerPort) = await StartAsync(folder, $"peer-{protocol}-{run}", protocol);
            await using var peerGateway = peer;
            using var peerApp = Start(protocol, peerPort, peer, folder);
            try
            {
                await peer.WaitForLineAsync("Status: Running");
                using var app = Start(protocol, callerPort, caller, folder, $"peer-{protocol}-{run}");
                await ReadAsync(protocol, app);
            }
            finally
            {
                peerApp.Kill(entireProcessTree: true);
            }

            Keep(protocol, caller, peer);
        }

        private static async Task<(GatewayProcess Gateway, string AppPort)> StartAsync(AppFolder folder, string appId, string protocol)
        {
            var port = FreePort();
            var gateway = await GatewayProcess.StartAsync(
                ["--app-id", appId, "--app-port", port, "--app-protocol", protocol, "--resources-path", folder.Path],
                readyLine: "waiting on port");
            return (gateway, port);
        }

        private static Process Start(string protocol, string port, GatewayProcess gateway, AppFolder folder, params string[] peer)
            => NodeScript.Start(
                "app.mjs",
                [protocol, port, Text(gateway.HttpPort), Text(gateway.GrpcPort), folder.Path, .. peer]);
    }

    /// <summary>The resources of both apps, none of which needs a server.</summary>
    private sealed class AppFolder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("layotto-apps-");

        public AppFolder()
        {
            Directory.CreateDirectory(System.IO.Path.Combine(Path, "files"));
            Directory.CreateDirectory(System.IO.Path.Combine(Path, "keys"));
            var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
            Write("keys/symmetric.json", $$"""{"kty":"oct","k":"{{key}}"}""");
            Write("configuration.json", """{"limit":{"value":"10","version":"1"},"name":{"value":"cart","version":"1"}}""");
            Write("components.yaml", string.Join("\n---\n", (string[])
            [
                Component("pubsub", "pubsub.in-memory"),
                Component("files", "bindings.localstorage", ("rootPath", $"{Path}/files")),
                Component("tick", "bindings.cron", ("schedule", "@every 1s")),
                Component("config", "configuration.local.file", ("path", $"{Path}/configuration.json")),
                Component("locks", "lock.in-memory"),
                Component("keys", "crypto.dapr.localstorage", ("path", $"{Path}/keys")),
            ]));
            Write("subscription.yaml", """
                apiVersion: dapr.io/v2alpha1
                kind: Subscription
                metadata:
                  name: declared
                spec:
                  pubsubname: pubsub
                  topic: declared
                  routes:
                    default: /declared-route
                """);
        }

        public string Path => _folder.FullName;

        public void Dispose() => _folder.Delete(recursive: true);

        private void Write(string name, string content) => File.WriteAllText(System.IO.Path.Combine(Path, name), content);

        private static string Component(string name, string type, params (string Name, string Value)[] metadata) => $"""
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata:
              name: {name}
            spec:
              type: {type}
              version: v1
              metadata: [{string.Join(", ", metadata.Select(item => $"{{name: {item.Name}, value: \"{item.Value}\"}}"))}]
            """;
    }
}
