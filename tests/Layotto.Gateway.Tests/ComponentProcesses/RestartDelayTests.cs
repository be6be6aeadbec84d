using Layotto.Gateway.ComponentProcesses;

namespace Layotto.Gateway.Tests.ComponentProcesses;

public sealed class RestartDelayTests
{
    [Fact]
    public void Waits_grow_to_a_bound_and_begin_anew_after_a_good_run()
    {
        var delay = new RestartDelay(new Random(1));

        var waits = Enumerable.Range(0, 10).Select(_ => delay.Next(TimeSpan.Zero)).ToList();
        var afterwards = delay.Next(RestartDelay.Settled);
        var next = delay.Next(TimeSpan.Zero);

        for (var wait = 0; wait < waits.Count; wait++)
        {
            var full = Math.Min(RestartDelay.First.TotalMilliseconds * Math.Pow(2, wait), RestartDelay.Longest.TotalMilliseconds);
            Assert.InRange(waits[wait].TotalMilliseconds, full * 0.8, full);
        }

        Assert.InRange(afterwards, RestartDelay.First * 0.8, RestartDelay.First);
        Assert.InRange(next, RestartDelay.First * 1.6, RestartDelay.First * 2);
    }
}
