using System.Text;
using Layotto.Components;
using Layotto.Components.Bindings;
using Layotto.Conformance;
using Layotto.Conformance.Bindings;
using Layotto.Pluggable.Tests.Processes;
using Layotto.Testing;

namespace Layotto.Pluggable.Tests.Bindings;

/// <summary>The suites of bindings over one in another process, and what the wire adds.</summary>
public sealed class PluggableBindingTests : IDisposable
{
    private static readonly HashSet<string> Operations = [BindingOperations.Create, BindingOperations.Get, BindingOperations.Delete, BindingOperations.List];

    private readonly TemporaryFolder _folder = new();
    private readonly FakeInputService _input = new();

    public static TheoryData<string> InputCases => [.. InputBindingConformance.Suite.Cases.Select(one => one.Name)];

    public static TheoryData<string> OutputCases => [.. OutputBindingConformance.Suite.Cases.Select(one => one.Name)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(InputCases))]
    public async Task Input_conforms(string name)
    {
        await using var process = await FakeProcess.ServeAsync(_folder.File("mine.sock"), new Script(), [FakeInputService.Serve(_input)]);
        await using var binding = await TestComponents.StartAsync<IInputBinding>(_folder.File("mine.sock"), ComponentKind.Bindings);
        Assert.False(binding is IOutputBinding);
        var subject = new InputBindingSubject
        {
            Binding = binding,
            TriggerAsync = _ =>
            {
                _input.Trigger("event");
                return Task.CompletedTask;
            },
        };

        var result = await InputBindingConformance.Suite[name].RunAsync(subject, TestContext.Current.CancellationToken);

        Assert.True(result.Outcome == ConformanceOutcome.Passed, result.Reason);
    }

    [Theory]
    [MemberData(nameof(OutputCases))]
    public async Task Output_conforms(string name)
    {
        await using var process = await FakeProcess.ServeAsync(_folder.File("mine.sock"), new Script(), [FakeOutputService.Serve()]);
        await using var binding = await TestComponents.StartAsync<IOutputBinding>(_folder.File("mine.sock"), ComponentKind.Bindings);
        Assert.False(binding is IInputBinding);

        var result = await OutputBindingConformance.Suite[name].RunAsync(
            new OutputBindingSubject { Binding = binding, Abilities = Operations }, TestContext.Current.CancellationToken);

        Assert.True(result.Outcome == ConformanceOutcome.Passed, result.Reason);
    }

    [Fact]
    public async Task An_event_is_answered_with_what_the_app_said_or_why_it_did_not_take_it()
    {
        await using var process = await ServeBothAsync();
        await using var binding = await StartBothAsync();
        var reading = await ((IInputBinding)binding).ReadAsync(
            (received, _) => Encoding.UTF8.GetString(received.Data.Span) == "bad" ? throw new InvalidOperationException("not this") : new ValueTask<ReadOnlyMemory<byte>>("done"u8.ToArray()),
            Patience.Cancellation).Soon();

        _input.Trigger("good", "text/plain");
        var good = await _input.Answers.Reader.ReadAsync(Patience.Cancellation).Soon();
        _input.Trigger("bad");
        var bad = await _input.Answers.Reader.ReadAsync(Patience.Cancellation).Soon();

        Assert.Equal(("done", null), (good.ResponseData.ToStringUtf8(), good.ResponseError));
        Assert.Equal("not this", bad.ResponseError.Message);
        await reading.DisposeAsync();
    }

    [Fact]
    public async Task A_binding_can_go_both_ways()
    {
        await using var process = await ServeBothAsync();
        await using var binding = await StartBothAsync();

        var response = await ((IOutputBinding)binding).InvokeAsync(
            new BindingRequest("create", "x"u8.ToArray(), new Dictionary<string, string> { ["key"] = "k" }), Patience.Cancellation).Soon();

        Assert.Equal([BindingFeatures.Input, BindingFeatures.Output], binding.Features);
        Assert.Equal(("text/plain", "k"), (response!.ContentType, response.Metadata["key"]));
    }

    private Task<FakeProcess> ServeBothAsync()
        => FakeProcess.ServeAsync(_folder.File("mine.sock"), new Script(), [FakeInputService.Serve(_input), FakeOutputService.Serve()]);

    private Task<IComponent> StartBothAsync() => TestComponents.StartAsync<IComponent>(_folder.File("mine.sock"), ComponentKind.Bindings);
}
