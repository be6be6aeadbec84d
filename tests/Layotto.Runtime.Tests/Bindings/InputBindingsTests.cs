using System.Text;
using Layotto.Components;
using Layotto.Components.Bindings;
using Layotto.Components.State;
using Layotto.Runtime.Apps;
using Layotto.Runtime.Bindings;
using Layotto.Runtime.Resiliency;
using Layotto.Runtime.State;
using Layotto.Runtime.Tests.Instances;
using Layotto.Testing;

namespace Layotto.Runtime.Tests.Bindings;

public sealed class InputBindingsTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ComponentRegistry _registry = new();
    private readonly FakeApp _app = new();
    private readonly FakeBinding _binding = new();
    private readonly AppHealth _health = new(isHealthy: true);
    private readonly FakeTimeProvider _clock = new();
    private readonly RecordingLogger _logger = new();
    private readonly List<InputBindings> _inputs = [];

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync()
    {
        _inputs.ForEach(inputs => inputs.Dispose());
        return _binding.DisposeAsync();
    }

    [Fact]
    public async Task App_gets_the_events_of_bindings_it_takes()
    {
        var other = new FakeBinding();
        _registry.Put(ComponentKind.Bindings, "binding", _binding, ("route", "/custom"));
        _registry.Put(ComponentKind.Bindings, "other", other);
        _registry.Put(ComponentKind.Bindings, "output", new FakeBinding(), ("direction", "output"));
        _app.Takes = (name, _) => Task.FromResult(name == "binding");
        _app.Answer = _ => Task.FromResult(new BindingDelivery { Data = "answer"u8.ToArray() });

        var inputs = await StartAsync();
        var answer = await _binding.SendAsync("event");

        Assert.Equal(["binding /custom", "other other"], _app.Asked);
        Assert.Equal(["binding /custom event"], _app.Delivered);
        Assert.Equal("answer", Encoding.UTF8.GetString(answer.Span));
        Assert.Null(other.Handler);
        Assert.Equal(["binding"], inputs.Reading);
    }

    [Fact]
    public async Task App_isnt_asked_about_a_binding_whose_direction_is_written()
    {
        _registry.Put(ComponentKind.Bindings, "binding", _binding, ("direction", "input"));

        await StartAsync();

        Assert.Empty(_app.Asked);
        Assert.NotNull(_binding.Handler);
    }

    [Fact]
    public async Task App_that_doesnt_say_in_time_takes_nothing_and_others_are_read_all_the_same()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _registry.Put(ComponentKind.Bindings, "slow", new FakeBinding());
        _registry.Put(ComponentKind.Bindings, "binding", _binding);
        _app.Takes = async (name, token) =>
        {
            if (name != "slow")
                return true;
            asked.SetResult();
            await Task.Delay(Timeout.Infinite, token);
            return true;
        };

        var starting = StartAsync();
        await asked.Task.WaitAsync(Patience, CancellationToken);
        _clock.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(["binding"], (await starting.WaitAsync(Patience, CancellationToken)).Reading);
    }

    [Fact]
    public async Task Binding_that_cant_be_read_keeps_no_other_from_being_read()
    {
        _registry.Put(ComponentKind.Bindings, "broken", new FakeBinding { RefusesReading = true });
        _registry.Put(ComponentKind.Bindings, "binding", _binding);

        Assert.Equal(["binding"], (await StartAsync()).Reading);

        Assert.Contains(_logger.Entries, entry => entry.Message.Contains("error reading from input binding broken: it can't be read", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Binding_that_couldnt_be_read_is_tried_again()
    {
        _binding.RefusesReading = true;
        _registry.Put(ComponentKind.Bindings, "binding", _binding);
        var inputs = await StartAsync();
        Assert.Empty(inputs.Reading);

        _clock.Advance(TimeSpan.FromMilliseconds(500));
        await UntilAsync(() => _logger.Entries.Count(entry => entry.Message.Contains("it can't be read", StringComparison.Ordinal)) == 2);
        _binding.RefusesReading = false;
        while (_binding.Handler is null)
        {
            CancellationToken.ThrowIfCancellationRequested();
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await _binding.SendAsync("event");
        Assert.Equal(["binding binding event"], _app.Delivered);
        await inputs.StopAsync(CancellationToken);
    }

    [Fact]
    public async Task Event_that_the_app_doesnt_take_is_refused_after_the_policys_attempts()
    {
        _registry.Put(ComponentKind.Bindings, "binding", _binding);
        _app.Answer = _ => Task.FromResult(new BindingDelivery { Status = AttemptStatus.Failure, Error = "no" });
        var policy = new CountingPolicy(attempts: 3);
        await StartAsync(policy);

        var exception = await Assert.ThrowsAsync<ComponentException>(() => _binding.SendAsync("event"));

        Assert.Equal("no", exception.Message);
        Assert.Equal(3, _app.Delivered.Count);
        Assert.Equal(["bindings/binding/Inbound"], policy.Asked);
    }

    [Fact]
    public async Task Status_that_policies_try_again_may_be_taken_in_the_end()
    {
        _registry.Put(ComponentKind.Bindings, "binding", _binding);
        _app.Answer = _ => Task.FromResult(new BindingDelivery { Status = AttemptStatus.Failure with { HttpStatus = 202 } });
        await StartAsync(new CountingPolicy(attempts: 2));

        await _binding.SendAsync("event");

        Assert.Equal(2, _app.Delivered.Count);
    }

    [Fact]
    public async Task Nothing_is_read_while_the_app_is_unhealthy()
    {
        _registry.Put(ComponentKind.Bindings, "binding", _binding);
        _health.Report(false);
        var inputs = await StartAsync();
        Assert.Empty(inputs.Reading);

        _health.Report(true);
        await UntilAsync(inputs, ["binding"]);
        _health.Report(false);
        await UntilAsync(inputs, []);
        _health.Report(true);
        await UntilAsync(inputs, ["binding"]);

        Assert.Equal(2, _binding.Readings);
    }

    [Fact]
    public async Task Stop_waits_for_the_event_under_way_and_takes_no_other()
    {
        var goOn = new TaskCompletionSource<BindingDelivery>(TaskCreationOptions.RunContinuationsAsynchronously);
        _registry.Put(ComponentKind.Bindings, "binding", _binding);
        _app.Answer = _ => goOn.Task;
        var inputs = await StartAsync();
        var handler = _binding.Handler!;
        var sending = _binding.SendAsync("event");

        var stopping = inputs.StopAsync(CancellationToken);
        await UntilAsync(inputs, []);
        Assert.False(stopping.IsCompleted);
        goOn.SetResult(new BindingDelivery());
        await stopping.WaitAsync(Patience, CancellationToken);
        await sending.WaitAsync(Patience, CancellationToken);

        await Assert.ThrowsAsync<ComponentException>(async () => await handler(new BindingEvent(), CancellationToken));
        _health.Report(false);
        _health.Report(true);
        Assert.Empty(inputs.Reading);
    }

    [Fact]
    public async Task Stop_waits_no_longer_than_it_has_time()
    {
        var never = new TaskCompletionSource<BindingDelivery>();
        _registry.Put(ComponentKind.Bindings, "binding", _binding);
        _app.Answer = _ => never.Task;
        var inputs = await StartAsync();
        _ = _binding.SendAsync("event");
        using var patience = new CancellationTokenSource();

        var stopping = inputs.StopAsync(patience.Token);
        await patience.CancelAsync();

        await stopping.WaitAsync(Patience, CancellationToken);
        Assert.Contains(_logger.Entries, entry => entry.Message.Contains("left behind", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reading_moves_to_the_component_that_takes_anothers_place()
    {
        var old = _registry.Put(ComponentKind.Bindings, "binding", _binding);
        var inputs = await StartAsync();
        var next = new FakeBinding();
        var added = _registry.Put(ComponentKind.Bindings, "binding", next);

        await inputs.ComponentChangedAsync(old, added, CancellationToken);
        Assert.Null(_binding.Handler);
        await next.SendAsync("event");
        await inputs.ComponentChangedAsync(added, null, CancellationToken);

        Assert.Equal(["binding binding event"], _app.Delivered);
        Assert.Null(next.Handler);
        Assert.Empty(inputs.Reading);
    }

    [Fact]
    public async Task Component_that_comes_before_the_app_is_read_with_the_others()
    {
        var inputs = Create(NoResilience.Instance);
        await inputs.ComponentChangedAsync(null, _registry.Put(ComponentKind.Bindings, "binding", _binding), CancellationToken);
        Assert.Null(_binding.Handler);

        await inputs.StartAsync(CancellationToken);

        Assert.Equal(1, _binding.Readings);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public async Task Answer_goes_to_other_bindings(bool isParallel, int expected)
    {
        var (failing, second) = (new FakeBinding { Answer = _ => throw new ComponentException("it failed") }, new FakeBinding());
        _registry.Put(ComponentKind.Bindings, "binding", _binding);
        _registry.Put(ComponentKind.Bindings, "failing", failing, ("direction", "output"));
        _registry.Put(ComponentKind.Bindings, "second", second, ("direction", "output"));
        _app.Answer = _ => Task.FromResult(new BindingDelivery { Data = "{}"u8.ToArray(), To = ["failing", "second"], IsParallel = isParallel });
        var inputs = await StartAsync();

        await _binding.SendAsync("event");
        await inputs.StopAsync(CancellationToken);

        // One after the other ends with the first that fails; all at once doesn't.
        Assert.Equal(expected, failing.Requests.Count + second.Requests.Count);
        Assert.All(failing.Requests.Concat(second.Requests), request => Assert.Equal(("create", "{}"), (request.Operation, Encoding.UTF8.GetString(request.Data.Span))));
    }

    [Fact]
    public async Task State_of_an_answer_is_saved()
    {
        var store = new FakeStateStore();
        _registry.Put(ComponentKind.Bindings, "binding", _binding);
        _registry.Put(ComponentKind.State, "store", store);
        _app.Answer = _ => Task.FromResult(new BindingDelivery
        {
            StoreName = "store",
            States = [new StateItem("key", "value"u8.ToArray(), null, default, default, StateValue.NoMetadata)],
        });
        var inputs = await StartAsync();

        await _binding.SendAsync("event");
        await inputs.StopAsync(CancellationToken);

        Assert.Equal(["app||key=value"], store.Saved);
    }

    private static Task UntilAsync(InputBindings inputs, string[] expected) => UntilAsync(() => inputs.Reading.SequenceEqual(expected));

    private static async Task UntilAsync(Func<bool> holds)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(CancellationToken);
        patience.CancelAfter(Patience);
        while (!holds())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private InputBindings Create(IResilience resilience)
    {
        var inputs = new InputBindings(
            _registry,
            _app,
            _health,
            new BindingEngine(_registry, resilience),
            new StateEngine(_registry, "app", ""),
            resilience,
            TimeSpan.FromSeconds(3),
            _logger,
            _clock);
        _inputs.Add(inputs);
        return inputs;
    }

    private async Task<InputBindings> StartAsync(IResilience? resilience = null)
    {
        var inputs = Create(resilience ?? NoResilience.Instance);
        await inputs.StartAsync(CancellationToken);
        return inputs;
    }

    private sealed class FakeStateStore : TestComponent, IStateStore
    {
        public List<string> Saved { get; } = [];

        public ValueTask<StateValue?> GetAsync(StateGetRequest request, CancellationToken cancellationToken) => new((StateValue?)null);

        public ValueTask SetAsync(StateSetRequest request, CancellationToken cancellationToken)
        {
            Saved.Add($"{request.Key}={Encoding.UTF8.GetString(request.Value.Span)}");
            return ValueTask.CompletedTask;
        }

        public ValueTask DeleteAsync(StateDeleteRequest request, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
