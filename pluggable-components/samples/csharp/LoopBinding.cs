using System.Threading.Channels;
using Layotto.Components;
using Layotto.Components.Bindings;

namespace Layotto.Samples.Components;

/// <summary>A binding in memory that goes both ways: what an app creates comes to it as an event.</summary>
internal sealed class LoopBinding : IInputBinding, IOutputBinding
{
    private readonly Channel<BindingEvent> _events = Channel.CreateBounded<BindingEvent>(10_000);

    public IReadOnlyList<string> Features => [];

    public IReadOnlyList<string> Operations => [BindingOperations.Create];

    public ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public async ValueTask<BindingResponse?> InvokeAsync(BindingRequest request, CancellationToken cancellationToken)
    {
        if (request.Operation != BindingOperations.Create)
            throw new ComponentException($"The operation {request.Operation} is not known; there is {BindingOperations.Create}.");
        await _events.Writer.WriteAsync(new BindingEvent { Data = request.Data.ToArray(), Metadata = request.Metadata.ToDictionary() }, cancellationToken);
        return null;
    }

    public ValueTask<IAsyncDisposable> ReadAsync(BindingHandler handler, CancellationToken cancellationToken) => new(new Reading(_events, handler));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Reading : IAsyncDisposable
    {
        private readonly CancellationTokenSource _ended = new();
        private readonly Task _running;

        public Reading(Channel<BindingEvent> events, BindingHandler handler) => _running = Task.Run(() => RunAsync(events, handler));

        public async ValueTask DisposeAsync()
        {
            await _ended.CancelAsync();
            await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _ended.Dispose();
        }

        private async Task RunAsync(Channel<BindingEvent> events, BindingHandler handler)
        {
            await foreach (var received in events.Reader.ReadAllAsync(_ended.Token))
            {
                try
                {
                    // What the app answers is of no use here; an exception means that it didn't take the event.
                    await handler(received, CancellationToken.None);
                }
                catch (Exception)
                {
                    await events.Writer.WriteAsync(received);
                    await Task.Delay(TimeSpan.FromMilliseconds(200), _ended.Token);
                }
            }
        }
    }
}
