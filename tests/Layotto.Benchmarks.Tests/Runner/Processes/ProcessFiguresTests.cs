using Layotto.Benchmarks.Processes;
using Xunit;

namespace Layotto.Benchmarks.Tests.Runner.Processes;

public sealed class ProcessFiguresTests
{
    private const string Rollup = """
        55a2eecef000-7ffe46104000 ---p 00000000 00:00 0                          [rollup]
        Rss:               60000 kB
        Pss:               40000 kB
        Pss_Dirty:           112 kB
        Private_Clean:     20000 kB
        Private_Dirty:     10000 kB
        Referenced:         1752 kB
        Anonymous:          9000 kB
        """;

    [Fact]
    public void Fields_are_found_behind_a_program_name_with_blanks_and_parentheses()
    {
        const string stat = "4523 (a (odd) name) R 4199 4199 3364 0 -1 4194304 114 0 0 0 250 50 0 0 20 0 9 0 77003 313344";

        var figures = ProcessFigures.Parse(stat, Rollup, "Name:\tx\nThreads:\t9\n");

        Assert.Equal(new ProcessFigures(TimeSpan.FromSeconds(3), 60_000, 40_000, 30_000, 9000, 9), figures);
    }

    [Fact]
    public void This_process_can_be_read()
    {
        var figures = ProcessFigures.Read(Environment.ProcessId);

        Assert.True(figures.CpuTime > TimeSpan.Zero);
        Assert.InRange(figures.PrivateKilobytes, 1, figures.ResidentKilobytes);
        Assert.InRange(figures.AnonymousKilobytes, 1, figures.ResidentKilobytes);
        Assert.True(figures.Threads > 1);
    }

    [Fact]
    public void A_process_that_is_gone_is_named()
    {
        var exception = Assert.Throws<BenchmarkException>(() => ProcessFigures.ReadCpuTime(int.MaxValue));
        Assert.Contains("2147483647", exception.Message, StringComparison.Ordinal);
    }
}
