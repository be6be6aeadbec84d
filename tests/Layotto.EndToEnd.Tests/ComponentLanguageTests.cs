using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Layotto.Testing.Processes;
using Xunit;

namespace Layotto.EndToEnd.Tests;

/// <summary>
/// Components in Python, JavaScript and C#, the first two on gRPC's official implementations: they serve state, pub/sub and a binding to an
/// app on the official Dapr SDK for JavaScript, unmodified, over both protocols.
/// </summary>
public sealed class ComponentLanguageTests(ComponentLanguageTests.Results results) : IClassFixture<ComponentLanguageTests.Results>
{
    private static readonly string[] Protocols = ["http", "grpc"];
    private static readonly string[] Languages = ["python", "javascript", "csharp"];

    private static readonly string[] Cases =
    [
        "save_get_and_delete", "bulk_save_and_get", "etags", "transaction", "publish_and_subscribe", "many_messages_arrive", "retry_until_success",
        "binding_out_and_in",
    ];

    public static TheoryData<string, string, string> All
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var protocol in Protocols)
            {
                foreach (var language in Languages)
                    Array.ForEach(Cases, name => data.Add(protocol, language, name));
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Case(string protocol, string language, string name)
    {
        Assert.True(results.ByCase.TryGetValue($"{protocol} {language} {name}", out var error), results.Trouble);
        Assert.True(error.Length == 0, error);
    }

    [Fact]
    public void Every_case_of_the_script_is_listed() => Assert.Equal(All.Count, results.ByCase.Count);

    /// <summary>Runs the components and the app once for each protocol.</summary>
    public sealed class Results : IAsyncLifetime
    {
        private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

        /// <summary>By protocol, language and case: the error, empty for none.</summary>
        public Dictionary<string, string> ByCase { get; } = new(StringComparer.Ordinal);

        /// <summary>What the sidecars said, for a run that broke off.</summary>
        public string Trouble { get; private set; } = "";

        public async ValueTask InitializeAsync() => await Task.WhenAll(Protocols.Select(RunAsync));

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private async Task RunAsync(string protocol)
        {
            using var folder = new EndToEndGateway();
            var sockets = Path.Combine(folder.Folder, "sockets");
            Directory.CreateDirectory(sockets);
            foreach (var language in Languages)
                WriteComponents(folder, language);
            var components = new List<SampleComponent>();
            try
            {
                foreach (var language in Languages)
                {
                    foreach (var sample in language == "csharp" ? ["all"] : (string[])["state_store", "pubsub", "binding"])
                        components.Add(await SampleComponent.StartAsync(language, sample, language == "csharp" ? language : $"{language}-{sample}", sockets));
                }

                await RunAppAsync(protocol, folder, sockets);
                foreach (var component in components)
                    Assert.Equal(0, await component.TerminateAsync());
                Assert.DoesNotContain(Directory.GetFiles(sockets), file => Path.GetFileName(file).StartsWith("csharp", StringComparison.Ordinal));
            }
            finally
            {
                foreach (var component in components)
                    await component.DisposeAsync();
            }
        }

        private async Task RunAppAsync(string protocol, EndToEndGateway folder, string sockets)
        {
            var port = FreePort();
            await using var gateway = await GatewayProcess.StartAsync(
                ["--app-id", $"components-{protocol}", "--resources-path", folder.Folder, "--app-port", port, "--app-protocol", protocol],
                new Dictionary<string, string> { ["DAPR_COMPONENTS_SOCKETS_FOLDER"] = sockets },
                "waiting on port");
            using var app = NodeScript.Start(
                "components.mjs",
                [protocol, port, gateway.HttpPort.ToString(CultureInfo.InvariantCulture), gateway.GrpcPort.ToString(CultureInfo.InvariantCulture), .. Languages]);
            using var deadline = new CancellationTokenSource(Patience);
            try
            {
                while (await app.StandardOutput.ReadLineAsync(deadline.Token) is { } line)
                    Read(protocol, line);
            }
            catch (OperationCanceledException)
            {
                // The cases that are missing say so themselves.
            }
            finally
            {
                if (!app.HasExited)
                    app.Kill(entireProcessTree: true);
                lock (ByCase)
                    Trouble += $"{protocol}:\n{gateway.Log}\n";
            }
        }

        private static void WriteComponents(EndToEndGateway folder, string language)
        {
            // In C# one socket serves all kinds.
            string Socket(string sample) => language == "csharp" ? language : $"{language}-{sample}";
            Write(folder, $"{language}-store", $"state.{Socket("state_store")}", ("path", Path.Combine(folder.Folder, $"{language}.db")));
            Write(folder, $"{language}-broker", $"pubsub.{Socket("pubsub")}");
            Write(folder, $"{language}-loop", $"bindings.{Socket("binding")}");
        }

        private static void Write(EndToEndGateway folder, string name, string type, params (string Name, string Value)[] metadata) => folder.Write($"{name}.yaml", $"""
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata:
              name: {name}
            spec:
              type: {type}
              version: v1
              metadata: [{string.Join(", ", metadata.Select(item => $"{{name: {item.Name}, value: \"{item.Value}\"}}"))}]
            """);

        private static string FreePort()
        {
            using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            return ((IPEndPoint)listener.LocalEndPoint!).Port.ToString(CultureInfo.InvariantCulture);
        }

        private void Read(string protocol, string line)
        {
            using var document = JsonDocument.Parse(line);
            if (!document.RootElement.TryGetProperty("name", out var name))
                return;
            var error = document.RootElement.GetProperty("ok").GetBoolean() ? "" : document.RootElement.GetProperty("error").GetString()!;
            lock (ByCase)
                ByCase[$"{protocol} {name.GetString()}"] = error;
        }
    }
}
