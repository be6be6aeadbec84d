using System.Globalization;
using System.Text.Json;
using Xunit;

namespace Layotto.EndToEnd.Tests;

/// <summary>The official Dapr SDK for JavaScript, unmodified, over both protocols, on both embedded state stores.</summary>
public sealed class OfficialClientTests(OfficialClientTests.Results results) : IClassFixture<OfficialClientTests.Results>
{
    private static readonly string[] Protocols = ["http", "grpc"];
    private static readonly string[] Stores = ["statestore", "memory"];

    private static readonly string[] Cases =
    [
        "save_and_get", "get_of_a_missing_key", "overwrite", "keys_with_special_characters", "bulk_save_and_get", "delete", "transaction",
        "failed_transaction_writes_nothing", "query", "etag_conflict", "first_write_wins", "time_to_live", "large_value",
        "hundred_calls_at_once", "unknown_store", "secret", "secrets_in_bulk", "secret_that_is_missing", "metadata", "health",
    ];

    public static TheoryData<string, string, string> All
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var protocol in Protocols)
            {
                foreach (var store in Stores)
                    Array.ForEach(Cases, name => data.Add(protocol, store, name));
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Case(string protocol, string store, string name)
    {
        var error = Assert.Contains($"{protocol} {store} {name}", results.ByCase);
        Assert.True(error.Length == 0, error);
    }

    [Fact]
    public void Every_case_of_the_script_is_listed() => Assert.Equal(Cases.Length * Protocols.Length * Stores.Length, results.ByCase.Count);

    /// <summary>Runs the script once for each protocol and store.</summary>
    public sealed class Results : IAsyncLifetime
    {
        private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

        /// <summary>By protocol, store and case: the error, empty for none.</summary>
        public Dictionary<string, string> ByCase { get; } = new(StringComparer.Ordinal);

        public async ValueTask InitializeAsync()
        {
            using var folder = new EndToEndGateway();
            await using var gateway = await folder.StartAsync();
            foreach (var protocol in Protocols)
            {
                var port = protocol == "http" ? gateway.HttpPort : gateway.GrpcPort;
                foreach (var store in Stores)
                {
                    var lines = await NodeScript.RunAsync(
                        "client.mjs", Patience, protocol, "127.0.0.1", port.ToString(CultureInfo.InvariantCulture), store);
                    Array.ForEach(lines, line => Read($"{protocol} {store}", line));
                }
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private void Read(string prefix, string line)
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            var error = root.GetProperty("ok").GetBoolean() ? "" : root.GetProperty("error").GetString()!;
            ByCase[$"{prefix} {root.GetProperty("name").GetString()}"] = error;
        }
    }
}
