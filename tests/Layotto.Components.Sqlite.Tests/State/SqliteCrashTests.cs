using System.Diagnostics;
using Layotto.Testing;
using Layotto.Testing.Processes;

namespace Layotto.Components.Sqlite.Tests.State;

/// <summary>A process that writes is killed at some point, over and over: what it was answered is there.</summary>
public sealed class SqliteCrashTests : IDisposable
{
    private const int Kills = 6;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("false")]
    [InlineData("true")]
    public async Task Every_answered_write_survives_a_kill(string disableWal)
    {
        var path = _folder.File("state.db");
        var random = new Random(20300102);
        var answered = new List<string>();
        for (var run = 0; run < Kills; run++)
            answered.AddRange(await WriteUntilKilledAsync(path, disableWal, $"run{run}", random.Next(1, 200)));

        await using var store = await TestStore.OpenAsync(path, settings: ("disableWAL", disableWal));
        foreach (var line in answered)
        {
            if (line.StartsWith("pair ", StringComparison.Ordinal))
            {
                Assert.Equal(line[5..], await store.GetAsync($"{line[5..]}-left"));
                Assert.Equal(line[5..], await store.GetAsync($"{line[5..]}-right"));
            }
            else
            {
                Assert.Equal(line, await store.GetAsync(line));
            }
        }

        // A transaction whose answer never came is there whole or not at all.
        var lefts = (await store.ListAsync("%-left")).Select(key => key[..^"-left".Length]);
        var rights = (await store.ListAsync("%-right")).Select(key => key[..^"-right".Length]);
        Assert.Equal(lefts.Order(StringComparer.Ordinal), rights.Order(StringComparer.Ordinal));
        using var file = new TestDatabase(path);
        Assert.Equal(["ok"], file.Query("PRAGMA integrity_check"));
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<List<string>> WriteUntilKilledAsync(string path, string disableWal, string run, int answers)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Layotto.Components.Sqlite.CrashingWriter");
        var start = new ProcessStartInfo(program, [path, disableWal, run]) { RedirectStandardOutput = true };
        ProcessTraces.Avoid(start.Environment);
        using var process = Process.Start(start)!;
        var lines = new List<string>();
        try
        {
            while (lines.Count < answers)
            {
                var line = await process.StandardOutput.ReadLineAsync(CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(60), CancellationToken);
                Assert.NotNull(line);
                lines.Add(line);
            }
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), CancellationToken);
        }

        // Lines that it wrote between the last one read and its end are answers as well; one that was cut off is none.
        var rest = await process.StandardOutput.ReadToEndAsync(CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), CancellationToken);
        lines.AddRange(rest.Split('\n')[..^1]);
        return lines;
    }
}
