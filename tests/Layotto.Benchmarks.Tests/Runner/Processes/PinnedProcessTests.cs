using System.Net;
using Layotto.Benchmarks.Processes;
using Layotto.Benchmarks.Tests.Servers;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Xunit;

namespace Layotto.Benchmarks.Tests.Runner.Processes;

public sealed class PinnedProcessTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_process_runs_on_the_given_core_with_the_given_environment()
    {
        var command = new Command("sh", ["-c", "grep Cpus_allowed_list /proc/self/status; echo \"$OWN\""])
            .WithEnvironment(new Dictionary<string, string> { ["OWN"] = "value" });
        await using var process = PinnedProcess.Start(command, "0");

        var output = await process.CompleteAsync(Patience, Cancelled, 0);

        Assert.Equal("Cpus_allowed_list:\t0\nvalue\n", output);
    }

    [Fact]
    public async Task A_failure_carries_exit_code_and_last_words()
    {
        await using var process = PinnedProcess.Start(new Command("sh", ["-c", "echo reason >&2; exit 3"]), "0");

        var exception = await Assert.ThrowsAsync<BenchmarkException>(() => process.CompleteAsync(Patience, Cancelled, 0, 1));

        Assert.Contains("exit code 3", exception.Message, StringComparison.Ordinal);
        Assert.Contains("It said: reason", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_that_does_not_end_is_reported_and_killed()
    {
        int id;
        await using (var process = PinnedProcess.Start(new Command("sleep", ["600"]), "0"))
        {
            id = process.Id;
            var exception = await Assert.ThrowsAsync<BenchmarkException>(
                () => process.CompleteAsync(TimeSpan.FromMilliseconds(50), Cancelled, 0));
            Assert.Contains("did not end", exception.Message, StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists($"/proc/{id}"));
    }

    [Fact]
    public async Task A_process_that_ends_before_it_is_ready_is_reported_with_its_last_words()
    {
        await using var process = PinnedProcess.Start(new Command("sh", ["-c", "echo no port >&2; exit 1"]), "0");

        var exception = await Assert.ThrowsAsync<BenchmarkException>(
            () => new ReadinessProbe(FreePort.Next()).WaitAsync(process, Patience, Cancelled));

        Assert.Contains("ended before it was ready", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Readiness_waits_for_the_right_status()
    {
        var asked = 0;
        await using var server = await HandlerServer.StartAsync(HttpProtocols.Http1, context =>
        {
            context.Response.StatusCode = ++asked < 3 ? 503 : 204;
            return Task.CompletedTask;
        });
        await using var process = PinnedProcess.Start(new Command("sleep", ["600"]), "0");
        var endPoint = IPEndPoint.Parse(new Uri(server.Address).Authority);

        await new ReadinessProbe(endPoint, "/v1.0/healthz").WaitAsync(process, Patience, Cancelled);

        Assert.Equal(3, asked);
    }
}
