using Layotto.Components;
using Layotto.Components.Conversation;
using Layotto.Components.Greetings;

namespace Layotto.Pluggable.Sdk.Tests.Kinds;

/// <summary>A model that repeats what it is told, and greets.</summary>
internal sealed class Parrot : IConversationProvider, IGreeter
{
    private string _greeting = "";

    public IReadOnlyList<string> Features => ["REPEATS"];

    public ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        _greeting = context.Metadata["hello"] ?? "";
        return ValueTask.CompletedTask;
    }

    public ValueTask<ConversationResponse> ConverseAsync(ConversationRequest request, CancellationToken cancellationToken)
    {
        var last = request.Messages[^1];
        var call = new ConversationToolCall("1", request.Tools[0].Name, request.Tools[0].ParametersSchema);
        return ValueTask.FromResult(new ConversationResponse([new ConversationChoice("stop", $"{last.Role} {last.Name}: {string.Join('|', last.Content)}", [call])])
        {
            ContextId = request.ContextId,
            Model = "parrot",
            Usage = new ConversationUsage { PromptTokens = 3, CompletionTokens = 4, TotalTokens = 7, RejectedPredictionTokens = 1 },
        });
    }

    public ValueTask<string> GreetAsync(string name, CancellationToken cancellationToken) => ValueTask.FromResult($"{_greeting}, {name}");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
