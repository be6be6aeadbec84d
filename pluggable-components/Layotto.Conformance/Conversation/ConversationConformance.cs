using Layotto.Components.Conversation;

namespace Layotto.Conformance.Conversation;

/// <summary>What every conversation provider must do, whatever its model says.</summary>
public static class ConversationConformance
{
    private static readonly ConversationMessage Question = new(ConversationRole.User, ["Hello, conformance!"]);
    private static readonly ConversationTool Tool = new("weather", "Tells the weather.", """{"type":"object","properties":{"city":{"type":"string"}}}""");

    /// <summary>The suite.</summary>
    public static ConformanceSuite<ConversationSubject> Suite { get; } = new(
        "conversation",
        [
            new("it answers a ping", async (subject, cancellationToken) => await subject.Provider.PingAsync(cancellationToken)),
            new("a question is answered", (subject, cancellationToken) => AskAsync(subject, new ConversationRequest([Question]), cancellationToken)),
            new("whoever speaks is understood", (subject, cancellationToken) => AskAsync(
                subject,
                new ConversationRequest(
                [
                    new ConversationMessage(ConversationRole.System, ["Be brief."]),
                    new ConversationMessage(ConversationRole.Developer, ["Be kind."]),
                    Question,
                    new ConversationMessage(ConversationRole.Assistant, ["Hello."]),
                    new ConversationMessage(ConversationRole.User, ["Once more,", "in two parts."]),
                ]),
                cancellationToken)),
            new("calls of tools and their results are understood", (subject, cancellationToken) => AskAsync(
                subject,
                new ConversationRequest(
                [
                    Question,
                    new ConversationMessage(ConversationRole.Assistant, []) { ToolCalls = [new ConversationToolCall("call-1", Tool.Name, """{"city":"Praha"}""")] },
                    new ConversationMessage(ConversationRole.Tool, ["sunny"]) { Name = Tool.Name, ToolCallId = "call-1" },
                ]) { Tools = [Tool], ToolChoice = "auto" },
                cancellationToken)),
            new("settings are understood", (subject, cancellationToken) => AskAsync(
                subject, new ConversationRequest([Question]) { Temperature = 0.5, PromptCacheRetention = TimeSpan.FromMinutes(1) }, cancellationToken)),
            new("20 questions at once are answered", (subject, cancellationToken) => Task.WhenAll(Enumerable.Range(0, 20).Select(
                _ => Task.Run(() => AskAsync(subject, new ConversationRequest([Question]), cancellationToken), cancellationToken)))),
            new("a cancelled call is not carried out", async (subject, _) =>
            {
                using var cancelled = new CancellationTokenSource();
                await cancelled.CancelAsync();
                await Expect.ThrowsAsync<OperationCanceledException>(
                    async () => await subject.Provider.ConverseAsync(new ConversationRequest([Question]), cancelled.Token), "a call that is cancelled beforehand");
            }),
        ]);

    private static async Task AskAsync(ConversationSubject subject, ConversationRequest request, CancellationToken cancellationToken)
    {
        var answer = await subject.Provider.ConverseAsync(request, cancellationToken);
        Expect.True(answer.Choices.Count > 0, "there should be an answer");
        Expect.True(answer.Choices.Any(choice => choice.Content.Length > 0 || choice.ToolCalls.Count > 0), "an answer should say something, or ask for a tool");
    }
}
