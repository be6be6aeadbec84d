using Google.Rpc;
using Grpc.Core;
using Layotto.Components;
using Layotto.Components.State;
using Layotto.Pluggable.Tests.Processes;
using Layotto.Protos.Dapr.Components.V1;
using Layotto.Testing;
using static Layotto.Pluggable.Tests.TestStore;

namespace Layotto.Pluggable.Tests.State;

public sealed class PluggableStateStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Script _script = new();
    private readonly FakeStateService _states = new(TimeProvider.System);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_process_is_initialised_with_the_settings_that_are_not_the_gateways_and_told_the_components_name()
    {
        await using var process = await ServeAsync();
        await using var store = await StartAsync(_folder.File("store.sock"), metadata: [("Host", "x"), ("layotto.callTimeout", "7s"), ("keyPrefix", "none")]);

        await store.SetAsync(Set("a", "1"), Patience.Cancellation).Soon();

        Assert.Equal(["Init mystore", "Features mystore", "Set mystore"], _script.Calls);
        Assert.Equal(new Dictionary<string, string> { ["Host"] = "x", ["keyPrefix"] = "none" }, _states.Properties[Name]);
    }

    [Fact]
    public async Task Features_without_their_service_are_passed_over()
    {
        await using var process = await ServeAsync();
        await using var store = await StartAsync(_folder.File("store.sock"));

        Assert.False(store is ITransactionalStateStore or IQueryableStateStore);
        Assert.Contains(StateFeatures.ETag, store.Features);
        Assert.DoesNotContain(StateFeatures.Transactional, store.Features);
        Assert.DoesNotContain(StateFeatures.Query, store.Features);
    }

    [Theory]
    [InlineData(Code.FailedPrecondition, StateETagError.Mismatch)]
    [InlineData(Code.InvalidArgument, StateETagError.Invalid)]
    public async Task An_objection_to_the_etag_is_an_etag_error(Code code, StateETagError expected)
    {
        _script.Before["Set"] = _ => throw FakeStateMessages.ETagError(code, "no such etag");
        _script.Before["Delete"] = _script.Before["Set"];
        await using var process = await ServeAsync();
        await using var store = await StartAsync(_folder.File("store.sock"));

        var set = await Assert.ThrowsAsync<StateETagException>(() => store.SetAsync(Set("a", "1", "x"), Patience.Cancellation).Soon());
        var delete = await Assert.ThrowsAsync<StateETagException>(() => store.DeleteAsync(Delete("b", "x"), Patience.Cancellation).Soon());

        Assert.Equal((expected, "a"), (set.Error, set.Key));
        Assert.Equal((expected, "b"), (delete.Error, delete.Key));
    }

    [Fact]
    public async Task An_objection_to_something_else_is_the_sentence_that_came_with_it()
    {
        _script.Before["Set"] = _ => throw FakeStateMessages.ETagError(Code.FailedPrecondition, "the value is ugly", "value");
        await using var process = await ServeAsync();
        await using var store = await StartAsync(_folder.File("store.sock"));

        var error = await Assert.ThrowsAsync<ComponentException>(() => store.SetAsync(Set("a", "1", "x"), Patience.Cancellation).Soon());

        Assert.Equal("the value is ugly", error.Message);
    }

    [Fact]
    public async Task A_process_without_bulk_calls_is_asked_one_by_one()
    {
        foreach (var method in new[] { "BulkGet", "BulkSet", "BulkDelete" })
            _script.Before[method] = Script.Refuse(StatusCode.Unimplemented, "no bulk");
        await using var process = await ServeAsync();
        await using var store = (IBulkStateStore)await StartAsync(_folder.File("store.sock"));

        Assert.All(await store.SetManyAsync([Set("a", "1"), Set("b", "2")], Patience.Cancellation).Soon(), Assert.Null);
        var values = await store.GetManyAsync([Get("b"), Get("c"), Get("a")], Patience.Cancellation).Soon();
        Assert.Equal(["2", null, "1"], values.Select(result => result.Value is { } value ? System.Text.Encoding.UTF8.GetString(value.Data.Span) : null));
        Assert.All(await store.DeleteManyAsync([Delete("a"), Delete("b")], Patience.Cancellation).Soon(), Assert.Null);

        // Each is asked for once; that one is missing says nothing of the others.
        await store.SetManyAsync([Set("a", "1"), Set("b", "2")], Patience.Cancellation).Soon();
        Assert.Equal(["BulkSet", "BulkGet", "BulkDelete"], _script.Calls.Select(call => call.Split(' ')[0]).Where(call => call.StartsWith("Bulk", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_bulk_write_that_fails_fails_for_all_of_its_keys_and_for_no_other()
    {
        _script.Before["BulkSet"] = Script.Refuse(StatusCode.ResourceExhausted, "the disk is full");
        await using var process = await ServeAsync();
        await using var store = (IBulkStateStore)await StartAsync(_folder.File("store.sock"));
        await store.SetAsync(Set("c", "1"), Patience.Cancellation).Soon();
        var etag = (await store.GetAsync(Get("c"), Patience.Cancellation).Soon())!.ETag;

        var errors = await store.SetManyAsync([Set("a", "1"), Set("c", "2", etag), Set("b", "2")], Patience.Cancellation).Soon();

        Assert.Equal(["the disk is full", null, "the disk is full"], errors.Select(error => error?.Message));
    }

    [Fact]
    public async Task The_most_operations_of_a_transaction_are_asked_for_once()
    {
        await using var process = await ServeAsync(FakeTransactionalService.Serve(_states), (TransactionalStoreMultiMaxSize.BindService(new Maximum()), TransactionalStoreMultiMaxSize.Descriptor));
        await using var store = await StartAsync(_folder.File("store.sock"));

        Assert.Equal(25, Assert.IsType<ITransactionalStateStore>(store, exactMatch: false).MaxTransactionOperations);
        Assert.Contains(StateFeatures.Transactional, store.Features);
        Assert.Single(_script.Calls, "MultiMaxSize mystore");
    }

    [Fact]
    public async Task An_answer_beyond_the_bound_fails_its_call_and_no_other()
    {
        await using var process = await ServeAsync();
        await using var store = await StartAsync(_folder.File("store.sock"), metadata: [("layotto.maxMessageSize", "64Ki")]);
        await store.SetAsync(Set("large", new string('x', 100_000)), Patience.Cancellation).Soon();
        await store.SetAsync(Set("small", "1"), Patience.Cancellation).Soon();

        var error = await Assert.ThrowsAsync<ComponentException>(() => store.GetAsync(Get("large"), Patience.Cancellation).Soon());

        Assert.Contains("65536", error.Message, StringComparison.Ordinal);
        Assert.NotNull(await store.GetAsync(Get("small"), Patience.Cancellation).Soon());
    }

    [Fact]
    public async Task A_process_that_hangs_is_waited_for_as_long_as_a_call_may_take()
    {
        _script.Before["Get"] = Script.HangAsync;
        await using var process = await ServeAsync();
        await using var store = await StartAsync(_folder.File("store.sock"), metadata: [("layotto.callTimeout", "50ms")]);

        var error = await Assert.ThrowsAsync<ComponentUnavailableException>(() => store.GetAsync(Get("a"), Patience.Cancellation).Soon());

        Assert.EndsWith("did not answer in time, see the metadata layotto.callTimeout", error.Message, StringComparison.Ordinal);
        await store.SetAsync(Set("a", "1"), Patience.Cancellation).Soon();
    }

    [Fact]
    public async Task A_process_that_refuses_its_settings_is_no_component()
    {
        _script.Before["Init"] = Script.Refuse(StatusCode.InvalidArgument, "the host is missing");
        await using var process = await ServeAsync();

        var error = await Assert.ThrowsAsync<ComponentException>(() => StartAsync(_folder.File("store.sock")));

        Assert.Equal("the host is missing", error.Message);
    }

    private Task<FakeProcess> ServeAsync(params (ServerServiceDefinition, Google.Protobuf.Reflection.ServiceDescriptor)[] others)
        => FakeProcess.ServeAsync(_folder.File("store.sock"), _script, [FakeStateService.Serve(_states), .. others]);

    private sealed class Maximum : TransactionalStoreMultiMaxSize.TransactionalStoreMultiMaxSizeBase
    {
        public override Task<MultiMaxSizeResponse> MultiMaxSize(MultiMaxSizeRequest request, ServerCallContext context)
            => Task.FromResult(new MultiMaxSizeResponse { MaxSize = 25 });
    }
}
