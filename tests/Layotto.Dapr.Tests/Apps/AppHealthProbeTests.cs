using System.Threading.Channels;
using Layotto.Dapr.Apps;
using Layotto.Runtime.Apps;
using Layotto.Testing;
using Xunit;

namespace Layotto.Dapr.Tests.Apps;

public sealed class AppHealthProbeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _clock = new();
    private readonly AppHealth _health = new(isHealthy: false);
    private readonly Channel<TaskCompletionSource<string?>> _probes = Channel.CreateUnbounded<TaskCompletionSource<string?>>();
    private readonly AppHealthProbeOptions _options = new() { Interval = TimeSpan.FromSeconds(5), Timeout = TimeSpan.FromDays(1), Threshold = 2 };

    [Fact]
    public async Task One_good_answer_makes_it_healthy_and_some_bad_ones_in_a_row_unhealthy()
    {
        using var stopping = new CancellationTokenSource();
        var changes = Channel.CreateUnbounded<bool>();
        _health.OnChange(isHealthy => changes.Writer.TryWrite(isHealthy));
        var running = Probe().RunAsync(stopping.Token);
        Assert.False(_health.IsHealthy);

        await AnswerAsync(null);
        Assert.True(await NextAsync(changes));
        await AnswerNextAsync("down");
        await AnswerNextAsync(null);
        await AnswerNextAsync("down");
        Assert.True(_health.IsHealthy);
        await AnswerNextAsync("down");
        Assert.False(await NextAsync(changes));
        await AnswerNextAsync(null);
        Assert.True(await NextAsync(changes));

        await stopping.CancelAsync();
        await running.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task An_answer_that_takes_too_long_is_a_bad_one()
    {
        using var stopping = new CancellationTokenSource();
        var health = new AppHealth(isHealthy: true);
        var changed = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        health.OnChange(changed.SetResult);
        var options = _options with { Timeout = TimeSpan.FromSeconds(1), Threshold = 1 };
        var running = new AppHealthProbe(async token => await HangAsync(token), health, options, new RecordingLogger(), _clock).RunAsync(stopping.Token);

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(await changed.Task.WaitAsync(Patience, TestContext.Current.CancellationToken));
        await stopping.CancelAsync();
        await running.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    private static async Task<string?> HangAsync(CancellationToken token)
    {
        await Task.Delay(Timeout.Infinite, token);
        return null;
    }

    private AppHealthProbe Probe() => new(
        async token =>
        {
            var answer = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
            await _probes.Writer.WriteAsync(answer, token);
            return await answer.Task.WaitAsync(token);
        },
        _health,
        _options,
        new RecordingLogger(),
        _clock);

    private static async Task<bool> NextAsync(Channel<bool> changes)
        => await changes.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);

    private async Task AnswerNextAsync(string? reason)
    {
        // The timer is set once the last answer has been taken in.
        while (!_probes.Reader.TryPeek(out _))
        {
            _clock.Advance(_options.Interval);
            await Task.Yield();
        }

        await AnswerAsync(reason);
    }

    private async Task AnswerAsync(string? reason)
    {
        var probe = await _probes.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);
        probe.SetResult(reason);
    }
}
