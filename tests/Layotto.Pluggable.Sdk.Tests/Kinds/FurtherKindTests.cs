using Layotto.Components;
using Layotto.Components.Conversation;
using Layotto.Components.Greetings;
using Layotto.Components.Middleware.Testing;
using Layotto.Components.NameResolution;
using Layotto.Components.Sqlite.NameResolution;
using Layotto.Conformance;
using Layotto.Conformance.Sockets;
using Layotto.Testing;

namespace Layotto.Pluggable.Sdk.Tests.Kinds;

/// <summary>
/// Components of the kinds beyond Dapr's four, served by the SDK. Those of the kinds that the gateway has built in are served in the tests of
/// the conformance tool.
/// </summary>
public sealed class FurtherKindTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task Sequencer_conforms() => RunAsync(ComponentKind.Sequencer, 18, static () => new MemorySequencer());

    [Fact]
    public Task File_store_conforms() => RunAsync(ComponentKind.File, 25, static () => new MemoryFileStore());

    [Fact]
    public Task Object_store_conforms() => RunAsync(ComponentKind.ObjectStorage, 25, static () => new MemoryObjectStorage());

    [Fact]
    public async Task Conversations_and_greetings_pass_through()
    {
        await using var server = await ServeAsync(static () => new Parrot());
        await using var provider = await ComponentSocket.StartAdapterAsync<IConversationProvider>(server.SocketPath, ComponentKind.Conversation);
        await using var greeter = await ComponentSocket.StartAdapterAsync<IGreeter>(server.SocketPath, ComponentKind.Hello, ("hello", "good day"));
        var request = new ConversationRequest([new ConversationMessage(ConversationRole.Tool, ["a", "b"]) { Name = "f" }])
        {
            ContextId = "c", Tools = [new ConversationTool("find", "", "{}")],
        };

        var response = await provider.ConverseAsync(request, Patience.Cancellation).Soon();

        var choice = Assert.Single(response.Choices);
        Assert.Equal(("Tool f: a|b", "stop", "find", "{}"), (choice.Content, choice.FinishReason, choice.ToolCalls[0].Name, choice.ToolCalls[0].Arguments));
        Assert.Equal(("c", "parrot", 7UL, 1UL), (response.ContextId, response.Model, response.Usage!.TotalTokens, response.Usage.RejectedPredictionTokens));
        Assert.Equal(["REPEATS"], provider.Features);
        Assert.Equal("good day, eva", await greeter.GreetAsync("eva", Patience.Cancellation).Soon());
        await greeter.PingAsync(Patience.Cancellation).Soon();
    }

    [Fact]
    public async Task Sidecars_that_share_a_process_have_a_resolver_each()
    {
        await using var server = await ServeAsync(static () => new SqliteNameResolver());
        var database = _folder.File("hosts.db");
        await using var other = await ComponentSocket.StartAdapterAsync<INameResolver>(server.SocketPath, ComponentKind.NameResolution, ("connectionString", database));
        var sidecar = await ComponentSocket.StartAdapterAsync<INameResolver>(server.SocketPath, ComponentKind.NameResolution, ("connectionString", database));
        await sidecar.RegisterAsync(new SidecarRegistration { AppId = "one", HostAddress = "127.0.0.1", InternalPort = 1 }, Patience.Cancellation).Soon();
        await other.RegisterAsync(new SidecarRegistration { AppId = "two", HostAddress = "127.0.0.1", InternalPort = 2 }, Patience.Cancellation).Soon();

        await sidecar.DisposeAsync().Soon();

        Assert.Equal(["127.0.0.1:2"], await other.ResolveAsync(new NameResolutionRequest("two", "", 1), Patience.Cancellation).Soon());
        await Assert.ThrowsAsync<ComponentException>(() => other.ResolveAsync(new NameResolutionRequest("one", "", 1), Patience.Cancellation).Soon());
    }

    [Fact]
    public async Task Middleware_that_changes_answers_is_told_that_it_cannot()
    {
        await using var server = await ServeAsync(static () => new UppercaseMiddleware());
        await using var middleware = await ComponentSocket.StartAdapterAsync<Layotto.Components.HttpMiddleware.IHttpMiddleware>(
            server.SocketPath, ComponentKind.HttpMiddleware, ("direction", "response"));
        var context = new Microsoft.AspNetCore.Http.DefaultHttpContext();
        Layotto.Components.HttpMiddleware.RequestTarget.Rewrite(context, "/", "");
        context.Request.Method = "GET";
        var answer = new MemoryStream();
        context.Response.Body = answer;

        await middleware.InvokeAsync(context, _ => throw new InvalidOperationException("It passed.")).Soon();

        Assert.Equal(502, context.Response.StatusCode);
        Assert.Contains("changes answers", System.Text.Encoding.UTF8.GetString(answer.ToArray()), StringComparison.Ordinal);
    }

    private Task<ComponentServer> ServeAsync(Func<IComponent> create)
        => ComponentServer.StartAsync(_folder.File("mine.sock"), create, cancellationToken: Patience.Cancellation).Soon();

    private async Task RunAsync(ComponentKind kind, int atLeast, Func<IComponent> create)
    {
        await using var server = await ServeAsync(create);

        var report = await SocketConformance.RunAsync(new SocketConformanceOptions { Kind = kind, Socket = server.SocketPath }, null, Patience.Cancellation).WaitAsync(TimeSpan.FromMinutes(3), Patience.Cancellation);

        Assert.All(report.Entries, entry => Assert.True(entry.Result.Outcome != ConformanceOutcome.Failed, $"{entry.Suite}: {entry.Result.Case}: {entry.Result.Reason}"));
        var others = report.Entries.Where(entry => entry.Result.Outcome == ConformanceOutcome.NotApplicable).Select(entry => entry.Result.Case);
        Assert.True(
            report.Count(ConformanceOutcome.Passed) >= atLeast,
            $"{report.Count(ConformanceOutcome.Passed)} cases passed; these didn't apply: {string.Join("; ", others)}");
    }
}
