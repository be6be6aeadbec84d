using System.Diagnostics;
using System.Net.Sockets;
using Layotto.Benchmarks.Tests.Servers;
using Layotto.LoadGenerator.Checks;
using Layotto.LoadGenerator.CommandLine;
using Layotto.LoadGenerator.Connections;
using Xunit;

namespace Layotto.Benchmarks.Tests.LoadGenerator.Loop;

public sealed class OpenLoopTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static readonly TimeSpan Stall = TimeSpan.FromMilliseconds(300);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_that_were_due_during_a_stall_count_their_waiting()
    {
        // One connection, one request every 10 ms; the server holds the twentieth back. About thirty requests fall due
        // meanwhile. A generator that waited for the response before it looked at the clock would report one slow request.
        await using var server = new ScriptedServer(async (stream, _, cancellationToken) =>
        {
            for (var number = 1; await Http1Script.ReadRequestAsync(stream, cancellationToken); number++)
            {
                if (number == 20)
                    await StallAsync(cancellationToken);
                await Http1Script.WriteAsync(stream, Ok, cancellationToken);
            }
        });

        var result = await LoadRun.ExecuteAsync(Options(server.Address, rate: 100) with { Duration = TimeSpan.FromSeconds(1) }, Cancelled);

        Assert.True(result.IsValid, LoadRun.Faults(result));
        Assert.Equal(100, result.Offered);
        Assert.Equal(100, result.Latency.Count);
        Assert.True(result.Latency.Maximum >= Stall.TotalNanoseconds, "the stalled request did not count its stall");
        var slow = result.Latency.Buckets().Where(bucket => bucket.Nanoseconds >= 100_000_000).Sum(bucket => bucket.Count);
        Assert.True(slow >= 18, $"only {slow} requests counted 100 ms or more, but about 20 were due in the first 200 ms of the stall");
    }

    [Fact]
    public async Task A_server_that_never_answers_makes_the_result_invalid()
    {
        await using var server = new ScriptedServer((_, _, cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken));

        var result = await LoadRun.ExecuteAsync(
            Options(server.Address, rate: 50) with { Duration = TimeSpan.FromMilliseconds(200), Timeout = TimeSpan.FromMilliseconds(100) },
            Cancelled);

        Assert.False(result.IsValid);
        Assert.Equal(0, result.Latency.Count);
        // Given up by the timeout or left over at the end: no due request is forgotten.
        Assert.Equal(10, result.Errors.Entries().Sum(entry => entry.Count));
        Assert.All(result.Errors.Entries(), entry => Assert.Contains(entry.Kind, (ErrorKind[])[ErrorKind.Timeout, ErrorKind.Unfinished]));
    }

    [Fact]
    public async Task Warm_up_requests_are_sent_but_not_measured()
    {
        await using var server = new ScriptedServer(AnswerAllAsync);

        var result = await LoadRun.ExecuteAsync(
            Options(server.Address, rate: 200) with { WarmUp = TimeSpan.FromMilliseconds(250), Duration = TimeSpan.FromMilliseconds(250) },
            Cancelled);

        Assert.True(result.IsValid, LoadRun.Faults(result));
        Assert.Equal(50, result.Offered);
        Assert.Equal(50, result.Latency.Count);
        Assert.Equal(100, result.TotalResponses);
    }

    [Fact]
    public async Task Several_workers_share_one_timetable()
    {
        await using var server = new ScriptedServer(AnswerAllAsync);

        var result = await LoadRun.ExecuteAsync(
            Options(server.Address, rate: 300) with { Connections = 3, Threads = 3, Duration = TimeSpan.FromMilliseconds(500) },
            Cancelled);

        Assert.True(result.IsValid, LoadRun.Faults(result));
        Assert.Equal(150, result.Offered);
        Assert.Equal(150, result.Latency.Count);
        Assert.Equal(3, result.ConnectionsOpened);
    }

    [Fact]
    public async Task The_generator_admits_when_its_own_schedule_slips()
    {
        await using var server = new ScriptedServer(AnswerAllAsync);
        var result = await LoadRun.ExecuteAsync(Options(server.Address, rate: 100), Cancelled);

        var late = result with { GeneratorCpuShare = 0.95 };
        Assert.Contains("95", late.GeneratorBound, StringComparison.Ordinal);

        result.ScheduleLag.Record(5_000_000_000);
        for (var count = 0; count < 100; count++)
            result.ScheduleLag.Record(2_000_000);
        Assert.Contains("the schedule slipped", (result with { GeneratorCpuShare = 0 }).GeneratorBound, StringComparison.Ordinal);
    }

    // A timer may end a few milliseconds early, as it counts in the system's coarse ticks; the stall must not.
    private static async Task StallAsync(CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < Stall)
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
    }

    private static async Task AnswerAllAsync(
        NetworkStream stream, int connection, CancellationToken cancellationToken)
    {
        while (await Http1Script.ReadRequestAsync(stream, cancellationToken))
            await Http1Script.WriteAsync(stream, Ok, cancellationToken);
    }

    private static LoadOptions Options(string address, double rate) => new()
    {
        Target = LoadTarget.Parse(address),
        Rate = rate,
        WarmUp = TimeSpan.Zero,
        Duration = TimeSpan.FromMilliseconds(300),
    };
}
