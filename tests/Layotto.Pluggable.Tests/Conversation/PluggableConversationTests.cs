using Layotto.Components;
using Layotto.Components.Conversation;
using Layotto.Pluggable.Tests.Processes;
using Layotto.Protos.Components.V1;
using Layotto.Testing;
using ConversationMessage = Layotto.Components.Conversation.ConversationMessage;
using ConversationRole = Layotto.Components.Conversation.ConversationRole;
using ConversationTool = Layotto.Components.Conversation.ConversationTool;
using ConversationToolCall = Layotto.Components.Conversation.ConversationToolCall;
using WireCall = Layotto.Protos.Components.V1.ConversationToolCall;
using WireChoice = Layotto.Protos.Components.V1.ConversationChoice;
using WireRole = Layotto.Protos.Components.V1.ConversationRole;
using WireUsage = Layotto.Protos.Components.V1.ConversationUsage;

namespace Layotto.Pluggable.Tests.Conversation;

/// <summary>A conversation provider in another process.</summary>
public sealed class PluggableConversationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeConversationService _service = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_conversation_reaches_the_process_whole_and_its_answer_comes_back_whole()
    {
        await using var process = await ServeAsync();
        await using var provider = await StartAsync();
        _service.Answer = new ConverseResponse
        {
            ContextId = "c2",
            Model = "m",
            Choices = { new WireChoice { FinishReason = "tool_calls", Content = "hm", ToolCalls = { new WireCall { Id = "1", Name = "f", Arguments = "{}" } } } },
            Usage = new WireUsage { PromptTokens = 1, CompletionTokens = 2, TotalTokens = 3, CachedPromptTokens = 4, ReasoningTokens = 5 },
        };
        var request = new ConversationRequest(
        [
            new ConversationMessage(ConversationRole.System, ["be brief"]),
            new ConversationMessage(ConversationRole.User, ["a", "b"]) { Name = "ada" },
            new ConversationMessage(ConversationRole.Assistant, []) { ToolCalls = [new ConversationToolCall("0", "f", "[1]")] },
            new ConversationMessage(ConversationRole.Tool, ["42"]) { Name = "f", ToolCallId = "0" },
        ])
        {
            ContextId = "c1",
            Tools = [new ConversationTool("f", "finds", """{"type":"object"}""")],
            ToolChoice = "required",
            Temperature = 0,
            ResponseSchema = "{}",
            PromptCacheRetention = TimeSpan.FromMinutes(1),
            Parameters = new Dictionary<string, string> { ["max_tokens"] = "10" },
        };

        var response = await provider.ConverseAsync(request, Patience.Cancellation).Soon();

        var sent = _service.Last!;
        Assert.Equal([WireRole.System, WireRole.User, WireRole.Assistant, WireRole.Tool], sent.Messages.Select(message => message.Role));
        Assert.Equal(("ada", "b", "[1]", "0"), (sent.Messages[1].Name, sent.Messages[1].Content[1], sent.Messages[2].ToolCalls[0].Arguments, sent.Messages[3].ToolCallId));
        Assert.Equal(("c1", "required", true, 0, "{}", 60_000), (sent.ContextId, sent.ToolChoice, sent.HasTemperature, sent.Temperature, sent.ResponseSchema, sent.PromptCacheRetentionInMilliseconds));
        Assert.Equal(("""{"type":"object"}""", "10"), (sent.Tools[0].ParametersSchema, sent.Parameters["max_tokens"]));
        var choice = Assert.Single(response.Choices);
        Assert.Equal(("tool_calls", "hm", "f"), (choice.FinishReason, choice.Content, Assert.Single(choice.ToolCalls).Name));
        Assert.Equal(("c2", "m", 3UL, 4UL, 5UL), (response.ContextId, response.Model, response.Usage!.TotalTokens, response.Usage.CachedPromptTokens, response.Usage.ReasoningTokens));
        Assert.Equal(["TOOLS"], provider.Features);
    }

    [Fact]
    public async Task An_answer_without_a_choice_is_an_error()
    {
        await using var process = await ServeAsync();
        await using var provider = await StartAsync();

        var error = await Assert.ThrowsAsync<ComponentException>(
            () => provider.ConverseAsync(new ConversationRequest([]), Patience.Cancellation).Soon());

        Assert.Contains("without a choice", error.Message, StringComparison.Ordinal);
    }

    private Task<FakeProcess> ServeAsync() => FakeProcess.ServeAsync(_folder.File("model.sock"), new Script(), [FakeConversationService.Serve(_service)]);

    private Task<IConversationProvider> StartAsync() => TestComponents.StartAsync<IConversationProvider>(_folder.File("model.sock"), ComponentKind.Conversation);
}
