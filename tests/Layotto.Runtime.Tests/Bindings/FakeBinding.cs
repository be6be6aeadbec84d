using Layotto.Components;
using Layotto.Components.Bindings;
using Layotto.Runtime.Tests.Instances;

namespace Layotto.Runtime.Tests.Bindings;

/// <summary>A binding of both directions. Its reading ends when the events under way have.</summary>
internal sealed class FakeBinding : TestComponent, IInputBinding, IOutputBinding
{
    private readonly List<Task> _running = [];

    public IReadOnlyList<string> Operations => ["create", "get"];

    public List<BindingRequest> Requests { get; } = [];

    public BindingHandler? Handler { get; private set; }

    public int Readings { get; private set; }

    public Func<BindingRequest, BindingResponse?> Answer { get; set; } = _ => null;

    public bool RefusesReading { get; set; }

    public ValueTask<IAsyncDisposable> ReadAsync(BindingHandler handler, CancellationToken cancellationToken)
    {
        if (RefusesReading)
            throw new ComponentException("it can't be read");
        Readings++;
        Handler = handler;
        return new ValueTask<IAsyncDisposable>(new Reading(this));
    }

    public ValueTask<BindingResponse?> InvokeAsync(BindingRequest request, CancellationToken cancellationToken)
    {
        lock (Requests)
            Requests.Add(request);
        return new ValueTask<BindingResponse?>(Answer(request));
    }

    public Task<ReadOnlyMemory<byte>> SendAsync(string data)
    {
        var task = Handler!(
            new BindingEvent { Data = System.Text.Encoding.UTF8.GetBytes(data), Metadata = new Dictionary<string, string> { ["key"] = "value" } },
            CancellationToken.None).AsTask();
        _running.Add(task);
        return task;
    }

    private sealed class Reading(FakeBinding binding) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            binding.Handler = null;
            await Task.WhenAll(binding._running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
