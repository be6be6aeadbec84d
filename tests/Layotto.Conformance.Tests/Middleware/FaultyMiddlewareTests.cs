using Layotto.Components;
using Layotto.Conformance.Sockets;
using Layotto.Pluggable.Sdk;
using Layotto.Testing;

namespace Layotto.Conformance.Tests.Middleware;

/// <summary>A middleware that does something wrong is caught at it, by the case that is about it.</summary>
public sealed class FaultyMiddlewareTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>By fault, the case that catches it, and a part of what that says.</summary>
    public static TheoryData<MiddlewareFault, string, string> Faults => new()
    {
        { MiddlewareFault.RefusesEverybody, "a browser that signs in comes to where it wanted", "answers it with 401" },
        { MiddlewareFault.LetsEverybodyThrough, "a request without a header that it needs is answered", "without any of them should be answered with a status from 300 to 499; it is passed on" },
        { MiddlewareFault.LooksAtTheBeginningAlone, "a request with another value in such a header is answered", "a wrong value of the header X-Password" },
        { MiddlewareFault.RefusesEveryFiftieth, "100 requests at once are handled", "should be passed on; it is answered with 401" },
        { MiddlewareFault.PassesOnTwice, "a request is passed on once, or answered", "502" },
        { MiddlewareFault.AddsSomethingElse, "a request that is passed on has the headers that are added to it", "the header X-User as it was told; it has another" },
        { MiddlewareFault.BelievesTheCaller, "a header that is added takes the place of the caller's", "the header X-User as it was told; it has another" },
        { MiddlewareFault.SendsNobodyToSignIn, "a browser that signs in comes to where it wanted", "answers it with 403" },
        { MiddlewareFault.SendsRoundAndRound, "a browser that has signed in is let through at once", "still sent elsewhere after 20 steps" },
        { MiddlewareFault.ForgetsThePage, "a browser that signs in comes to where it wanted", "it is \"/\"" },
        { MiddlewareFault.ForgetsTheBrowser, "a browser that has signed in is let through at once", "should be \"1\"; it is \"3\"" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Fault_is_caught_by_the_case_about_it(MiddlewareFault fault, string name, string reason)
    {
        await using var server = await ServeAsync(fault);

        var report = await SocketConformance.RunAsync(Options() with { Case = name }, null, TestContext.Current.CancellationToken).Soon();

        var entry = Assert.Single(report.Entries);
        Assert.Equal(ConformanceOutcome.Failed, entry.Result.Outcome);
        Assert.Contains(reason, entry.Result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Middleware_without_a_fault_passes_every_case()
    {
        await using var server = await ServeAsync(MiddlewareFault.None);

        var report = await SocketConformance.RunAsync(Options(), null, TestContext.Current.CancellationToken).Soon();

        Assert.All(report.Entries, entry => Assert.True(entry.Result.Outcome != ConformanceOutcome.Failed, $"{entry.Result.Case}: {entry.Result.Reason}"));
        Assert.All(report.Entries.Where(entry => entry.Suite == "middleware.http"), entry => Assert.Equal(ConformanceOutcome.Passed, entry.Result.Outcome));
        Assert.Equal(["overrides", "signs-in", "verifies"], report.Abilities);
    }

    [Fact]
    public void Every_fault_has_a_case()
        => Assert.Equal(Enum.GetValues<MiddlewareFault>().Except([MiddlewareFault.None]), Faults.Select(row => row.Data.Item1));

    public void Dispose() => _folder.Dispose();

    private Task<ComponentServer> ServeAsync(MiddlewareFault fault) => ComponentServer.StartAsync(
        _folder.File("guard.sock"), () => new FaultyMiddleware(fault), cancellationToken: TestContext.Current.CancellationToken).Soon();

    private SocketConformanceOptions Options() => new()
    {
        Kind = ComponentKind.HttpMiddleware,
        Socket = _folder.File("guard.sock"),
        Headers = new Dictionary<string, string> { [FaultyMiddleware.PasswordHeader] = FaultyMiddleware.Password },
        Expected = new Dictionary<string, string> { [FaultyMiddleware.UserHeader] = FaultyMiddleware.User },
        Abilities = new HashSet<string> { "signs-in" },
    };
}
