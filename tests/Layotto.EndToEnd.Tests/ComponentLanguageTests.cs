using Layotto.Testing.Processes;
using Xunit;

namespace Layotto.EndToEnd.Tests;

/// <summary>
/// Components in Python, JavaScript and C#, the first two on gRPC's official implementations: they serve state, pub/sub and a binding to an
/// app on the official Dapr SDK for JavaScript, unmodified, over both protocols.
/// </summary>
public sealed class ComponentLanguageTests(ComponentLanguageTests.Results results) : IClassFixture<ComponentLanguageTests.Results>
{
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
            foreach (var protocol in ScriptResults.Protocols)
            {
                foreach (var language in Languages)
                    Array.ForEach(Cases, name => data.Add(protocol, language, name));
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Case(string protocol, string language, string name) => results.Check($"{protocol} {language} {name}");

    [Fact]
    public void Every_case_of_the_script_is_listed() => Assert.Equal(All.Count, results.Count);

    /// <summary>Runs the components and the app once for each protocol.</summary>
    public sealed class Results : ScriptResults
    {
        protected override async Task RunAsync(string protocol)
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
                [protocol, port, Text(gateway.HttpPort), Text(gateway.GrpcPort), .. Languages]);
            await ReadAsync(protocol, app);
            Keep(protocol, gateway);
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
    }
}
