namespace Layotto.Gateway.ComponentProcesses;

/// <summary>How long to wait before a process that has ended is started again: longer each time, until it has run for a while.</summary>
/// <param name="random">Shortens each wait, so that several processes that ended together don't start together.</param>
internal sealed class RestartDelay(Random random)
{
    /// <summary>The first wait.</summary>
    public static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest wait.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>A process that has run for so long begins anew with the first wait.</summary>
    public static readonly TimeSpan Settled = TimeSpan.FromSeconds(30);

    private const double LargestJitter = 0.2;

    private TimeSpan _next = First;

    /// <summary>The next wait.</summary>
    /// <param name="ran">How long the process has run.</param>
    public TimeSpan Next(TimeSpan ran)
    {
        var delay = ran >= Settled ? First : _next;
        _next = delay * 2 < Longest ? delay * 2 : Longest;
        return delay * (1 - (random.NextDouble() * LargestJitter));
    }
}
