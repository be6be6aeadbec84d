using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Layotto.Fuzz.Tests;

/// <summary>
/// How long a fuzz run takes, and the seed it starts from. The seed is printed, so that a run can be had again:
/// LAYOTTO_FUZZ_SEED sets it, LAYOTTO_FUZZ_SECONDS the time for each target.
/// </summary>
internal sealed class FuzzBudget
{
    private const int DefaultSeconds = 10;

    private readonly TimeSpan _time = TimeSpan.FromSeconds(Number("LAYOTTO_FUZZ_SECONDS") ?? DefaultSeconds);
    private readonly long _start = Stopwatch.GetTimestamp();

    public FuzzBudget(ITestOutputHelper output)
    {
        Seed = Number("LAYOTTO_FUZZ_SEED") ?? Random.Shared.Next();
        output.WriteLine($"seed {Seed}, {_time.TotalSeconds} s");
    }

    /// <summary>What the run starts from.</summary>
    public int Seed { get; }

    /// <summary>Whether there is time for another input.</summary>
    public bool IsLeft => Stopwatch.GetElapsedTime(_start) < _time;

    private static int? Number(string variable)
        => int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
