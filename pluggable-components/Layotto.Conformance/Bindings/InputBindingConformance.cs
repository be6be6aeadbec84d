using System.Threading.Channels;
using Layotto.Components.Bindings;

namespace Layotto.Conformance.Bindings;

/// <summary>What every input binding must do.</summary>
public static class InputBindingConformance
{
    /// <summary>The suite.</summary>
    public static ConformanceSuite<InputBindingSubject> Suite { get; } = new(
        "input bindings",
        [
            new("it answers a ping", async (subject, cancellationToken) => await subject.Binding.PingAsync(cancellationToken)),
            new("reading begins and ends, and does so again", async (subject, cancellationToken) =>
            {
                for (var time = 0; time < 3; time++)
                {
                    await using var reading = await subject.Binding.ReadAsync(static (_, _) => default, cancellationToken);
                }
            }),
            new("an event is read", async (subject, cancellationToken) =>
            {
                var events = Channel.CreateUnbounded<BindingEvent>();
                await using var reading = await subject.Binding.ReadAsync((received, _) => Take(events, received), cancellationToken);
                await subject.TriggerAsync!(cancellationToken);
                await events.Reader.ReadAsync(cancellationToken);
            }) { Obstacle = NoEvents },
            new("an event that isn't taken doesn't end the reading", async (subject, cancellationToken) =>
            {
                var events = Channel.CreateUnbounded<BindingEvent>();
                var isFirst = true;
                await using var reading = await subject.Binding.ReadAsync(Fail, cancellationToken);
                await subject.TriggerAsync!(cancellationToken);
                await events.Reader.ReadAsync(cancellationToken);
                await subject.TriggerAsync!(cancellationToken);
                await events.Reader.ReadAsync(cancellationToken);

                ValueTask<ReadOnlyMemory<byte>> Fail(BindingEvent received, CancellationToken token)
                {
                    events.Writer.TryWrite(received);
                    var fails = isFirst;
                    isFirst = false;
                    return fails ? throw new InvalidOperationException("this handler fails the first time") : default;
                }
            }) { Obstacle = NoEvents },
            new("the end of the reading waits for the event under way", async (subject, cancellationToken) =>
            {
                var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                var isHandled = false;
                var reading = await subject.Binding.ReadAsync(HandleAsync, cancellationToken);
                await subject.TriggerAsync!(cancellationToken);
                await began.Task.WaitAsync(cancellationToken);
                var ending = reading.DisposeAsync().AsTask();
                Expect.True(!ending.IsCompleted, "the reading should not have ended while an event is under way");
                goOn.SetResult();
                await ending.WaitAsync(cancellationToken);
                Expect.True(isHandled, "the event under way should have been handled to its end");

                async ValueTask<ReadOnlyMemory<byte>> HandleAsync(BindingEvent received, CancellationToken token)
                {
                    began.TrySetResult();
                    await goOn.Task.WaitAsync(cancellationToken);
                    isHandled = true;
                    return default;
                }
            }) { Obstacle = NoEvents },
            new("nothing is read after the end, and reading can begin again", async (subject, cancellationToken) =>
            {
                var (before, after) = (Channel.CreateUnbounded<BindingEvent>(), Channel.CreateUnbounded<BindingEvent>());
                await using (await subject.Binding.ReadAsync((received, _) => Take(before, received), cancellationToken))
                {
                    await subject.TriggerAsync!(cancellationToken);
                    await before.Reader.ReadAsync(cancellationToken);
                }

                var count = before.Reader.Count;
                await using var again = await subject.Binding.ReadAsync((received, _) => Take(after, received), cancellationToken);
                await subject.TriggerAsync!(cancellationToken);
                await after.Reader.ReadAsync(cancellationToken);
                Expect.Equal(count, before.Reader.Count, "the number of events that came to the reading that has ended");
            }) { Obstacle = NoEvents },
            new("many events are read, each once", async (subject, cancellationToken) =>
            {
                const int many = 20;
                var events = Channel.CreateUnbounded<BindingEvent>();
                await using var reading = await subject.Binding.ReadAsync((received, _) => Take(events, received), cancellationToken);
                for (var number = 0; number < many; number++)
                {
                    await subject.TriggerAsync!(cancellationToken);
                    await events.Reader.ReadAsync(cancellationToken);
                }
            }) { Obstacle = NoEvents },
            new("a handler that is slow doesn't end the reading", async (subject, cancellationToken) =>
            {
                var events = Channel.CreateUnbounded<BindingEvent>();
                await using var reading = await subject.Binding.ReadAsync(
                    async (received, token) =>
                    {
                        await Task.Delay(TimeSpan.FromMilliseconds(100), token);
                        return await Take(events, received);
                    },
                    cancellationToken);
                await subject.TriggerAsync!(cancellationToken);
                await events.Reader.ReadAsync(cancellationToken);
                await subject.TriggerAsync!(cancellationToken);
                await events.Reader.ReadAsync(cancellationToken);
            }) { Obstacle = NoEvents },
        ]);

    private static string? NoEvents(InputBindingSubject subject) => subject.TriggerAsync is null ? "needs an event to come" : null;

    private static ValueTask<ReadOnlyMemory<byte>> Take(Channel<BindingEvent> events, BindingEvent received)
    {
        events.Writer.TryWrite(received);
        return default;
    }
}
