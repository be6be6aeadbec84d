using System.Net;
using Layotto.Testing.Processes;
using Xunit;

namespace Layotto.EndToEnd.Tests;

/// <summary>Policies in files, in force in the running gateway.</summary>
public sealed class ResiliencyTests : IDisposable
{
    private readonly EndToEndGateway _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_circuit_breaker_opens_and_a_reload_without_it_ends_it()
    {
        _folder.Write("resiliency.yaml", Policies("consecutiveFailures >= 2"));
        await using var gateway = await _folder.StartAsync();
        await gateway.WaitForLineAsync("Loading Resiliency configuration: policies");
        Assert.DoesNotContain("has no effect yet", gateway.Log, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync("POST", "/v1.0/state/memory", """[{"key":"k","value":1}]""")).Status);
        for (var failure = 0; failure < 2; failure++)
            (await gateway.SendAsync("POST", "/v1.0/state/memory", """[{"key":"k","value":2,"etag":"77"}]""")).AssertError(409, "ERR_STATE_SAVE");
        var refused = await gateway.SendAsync("GET", "/v1.0/state/memory/k");
        refused.AssertError(500, "ERR_STATE_GET");
        Assert.Contains("circuit breaker is open", refused.Body, StringComparison.Ordinal);
        await gateway.WaitForLineAsync("changed state from closed to open");
        Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync("GET", "/v1.0/state/statestore/k")).Status);

        File.Delete(Path.Combine(_folder.Folder, "resiliency.yaml"));
        await gateway.WaitForLineAsync("Reloaded: resiliency policies");
        Assert.Equal((HttpStatusCode.OK, "1"), await gateway.SendAsync("GET", "/v1.0/state/memory/k"));
    }

    [Fact]
    public async Task A_document_with_an_error_is_ignored_at_start_with_an_error_and_keeps_what_is_in_force_later()
    {
        _folder.Write("resiliency.yaml", Policies("consecutiveFailure >= 2"));
        await using var gateway = await _folder.StartAsync();
        await gateway.WaitForLineAsync("The Resiliency is ignored");
        Assert.Contains("resiliency.yaml:7", gateway.Log, StringComparison.Ordinal);
        Assert.Contains("spec.policies.circuitBreakers.quick.trip", gateway.Log, StringComparison.Ordinal);
        Assert.Contains("column 1: there is no variable \\\"consecutiveFailure\\\", did you mean \\\"consecutiveFailures\\\"?", gateway.Log, StringComparison.Ordinal);

        _folder.Write("resiliency.yaml", Policies("totalFailures >= 1"));
        await gateway.WaitForLineAsync("Reloaded: resiliency policies");
        (await gateway.SendAsync("POST", "/v1.0/state/memory", """[{"key":"k","value":2,"etag":"77"}]""")).AssertError(409, "ERR_STATE_SAVE");
        _folder.Write("resiliency.yaml", Policies("5"));
        await gateway.WaitForLineAsync("The changed files can't be used, so everything goes on as before");
        (await gateway.SendAsync("GET", "/v1.0/state/memory/k")).AssertError(500, "ERR_STATE_GET");
    }

    [Fact]
    public async Task A_check_tells_of_wrong_trips_and_unknown_policies()
    {
        _folder.Write("resiliency.yaml", Policies("consecutiveFailures >", "retry: often"));
        var (exitCode, output) = await GatewayProcess.RunAsync(["check", _folder.Folder]);
        Assert.Equal(1, exitCode);
        Assert.Contains("column 22: expected an operand after \">\", and found the end", output, StringComparison.Ordinal);
        Assert.Contains("There is no retry policy \"often\", so none is applied.", output, StringComparison.Ordinal);
    }

    private static string Policies(string trip, string target = "circuitBreaker: quick") => $$"""
        apiVersion: dapr.io/v1alpha1
        kind: Resiliency
        metadata: {name: policies}
        spec:
          policies:
            circuitBreakers:
              quick: {trip: "{{trip}}"}
          targets:
            components:
              memory:
                outbound: { {{target}} }
        """;
}
