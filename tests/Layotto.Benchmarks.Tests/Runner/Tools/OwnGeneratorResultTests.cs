using Layotto.Benchmarks.Results;
using Layotto.Benchmarks.Tests.Servers;
using Layotto.Benchmarks.Tools;
using Layotto.LoadGenerator.CommandLine;
using Layotto.LoadGenerator.Connections;
using Layotto.LoadGenerator.Results;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Xunit;

namespace Layotto.Benchmarks.Tests.Runner.Tools;

/// <summary>What the generator writes and what the runner reads are the same format.</summary>
public sealed class OwnGeneratorResultTests
{
    [Fact]
    public async Task The_runner_reads_what_the_generator_writes()
    {
        await using var server = await HandlerServer.StartAsync(HttpProtocols.Http1, context => context.Response.WriteAsync("ok"));
        var result = await MeasureAsync(server.Address, expectedStatus: 200);

        var figures = OwnGeneratorResult.Parse(ResultJson.Write(result with { GeneratorCpuShare = 0.25 }));

        Assert.Null(figures.Fault);
        Assert.Null(figures.Caution);
        Assert.Equal(result.TotalResponses, figures.TotalResponses);
        Assert.Equal(result.ResponsesPerSecond, figures.Values[Metric.RequestsPerSecond], 0.01);
        Assert.Equal(result.Latency.ValueAtPercentile(99.9) / 1000.0, figures.Values[Metric.P999], 0.01);
        Assert.Equal(25, figures.Values[Metric.GeneratorShare], 1e-6);
    }

    [Fact]
    public async Task Wrong_responses_void_the_round_with_their_count_and_kind()
    {
        await using var server = await HandlerServer.StartAsync(HttpProtocols.Http1, context => context.Response.WriteAsync("ok"));
        var result = await MeasureAsync(server.Address, expectedStatus: 204);

        var figures = OwnGeneratorResult.Parse(ResultJson.Write(result));

        Assert.StartsWith($"{result.Errors.Total} × Status, first: Status 200 instead of 204.", figures.Fault, StringComparison.Ordinal);
        Assert.Contains("Status 200 instead of 204.", ResultText.Write(result), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.4, null)]
    [InlineData(0.6, "could not have driven twice the rate")]
    [InlineData(0.95, "Generator bound")]
    public async Task A_busy_generator_is_told(double share, string? caution)
    {
        await using var server = await HandlerServer.StartAsync(HttpProtocols.Http1, context => context.Response.WriteAsync("ok"));
        var result = await MeasureAsync(server.Address, expectedStatus: 200);

        var figures = OwnGeneratorResult.Parse(ResultJson.Write(result with { GeneratorCpuShare = share }));

        if (caution is null)
            Assert.Null(figures.Caution);
        else
            Assert.Contains(caution, figures.Caution, StringComparison.Ordinal);
    }

    private static Task<LoadResult> MeasureAsync(string address, int expectedStatus) => LoadRun.ExecuteAsync(
        new LoadOptions
        {
            Target = LoadTarget.Parse(address),
            WarmUp = TimeSpan.Zero,
            Duration = TimeSpan.FromMilliseconds(200),
            ExpectedStatus = expectedStatus,
        },
        TestContext.Current.CancellationToken);
}
