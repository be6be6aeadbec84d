using Layotto.Components;
using Layotto.Components.Locks;
using Layotto.Conformance;
using Layotto.Conformance.Locks;
using Layotto.Pluggable.Tests.Processes;
using Layotto.Testing;
using WireStatus = Layotto.Protos.Components.V1.UnlockStatus;

namespace Layotto.Pluggable.Tests.Locks;

/// <summary>A lock store in another process: the suite, and answers that can't be right.</summary>
public sealed class PluggableLockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly FakeLockService _service;

    public PluggableLockTests() => _service = new FakeLockService(_clock);

    public static TheoryData<string> Cases => [.. LockStoreConformance.Suite.Cases.Select(one => one.Name)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Conforms(string name)
    {
        await using var process = await ServeAsync();
        await using var store = await StartAsync();
        var subject = new LockStoreSubject
        {
            Store = store,
            AdvanceAsync = (time, _) =>
            {
                _clock.Advance(time);
                return Task.CompletedTask;
            },
        };

        var result = await LockStoreConformance.Suite[name].RunAsync(subject, TestContext.Current.CancellationToken);

        Assert.True(result.Outcome == ConformanceOutcome.Passed, result.Reason);
    }

    [Fact]
    public async Task A_lock_is_never_shorter_than_asked_for()
    {
        await using var process = await ServeAsync();
        await using var store = await StartAsync();

        await store.TryLockAsync("a", "owner", TimeSpan.FromMicroseconds(1500), Patience.Cancellation).Soon();

        Assert.Equal(2, _service.LastExpiry);
        Assert.Equal(["FAIR"], store.Features);
    }

    [Theory]
    [InlineData(WireStatus.Unspecified)]
    [InlineData((WireStatus)77)]
    public async Task An_answer_without_a_status_is_no_success(WireStatus status)
    {
        await using var process = await ServeAsync();
        await using var store = await StartAsync();
        _service.Answer = status;

        var error = await Assert.ThrowsAsync<ComponentException>(() => store.UnlockAsync("a", "owner", Patience.Cancellation).Soon());

        Assert.Contains($"the status {(int)status}", error.Message, StringComparison.Ordinal);
    }

    private Task<FakeProcess> ServeAsync() => FakeProcess.ServeAsync(_folder.File("locks.sock"), new Script(), [FakeLockService.Serve(_service)]);

    private Task<ILockStore> StartAsync() => TestComponents.StartAsync<ILockStore>(_folder.File("locks.sock"), ComponentKind.Lock);
}
