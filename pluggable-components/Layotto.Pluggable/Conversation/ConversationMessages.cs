using Layotto.Components;
using Layotto.Components.Conversation;
using Layotto.Pluggable.Connections;
using Wire = Layotto.Protos.Components.V1;

namespace Layotto.Pluggable.Conversation;

/// <summary>Between the contract of conversation providers and their messages.</summary>
internal static class ConversationMessages
{
    public static Wire.ConverseRequest ToRequest(ConversationRequest request)
    {
        var message = new Wire.ConverseRequest
        {
            ContextId = request.ContextId,
            ToolChoice = request.ToolChoice,
            ResponseSchema = request.ResponseSchema,
            PromptCacheRetentionInMilliseconds = (long)(request.PromptCacheRetention?.TotalMilliseconds ?? 0),
        };
        if (request.Temperature is { } temperature)
            message.Temperature = temperature;
        message.Messages.AddRange(request.Messages.Select(ToMessage));
        message.Tools.AddRange(request.Tools.Select(
            tool => new Wire.ConversationTool { Name = tool.Name, Description = tool.Description, ParametersSchema = tool.ParametersSchema }));
        message.Parameters.AddAll(request.Parameters);
        message.Metadata.AddAll(request.Metadata);
        return message;
    }

    /// <exception cref="ComponentException">The process gave no answer.</exception>
    public static ConversationResponse ToResponse(Wire.ConverseResponse response)
    {
        if (response.Choices.Count == 0)
            throw new ComponentException("the process answered without a choice; there must be at least one");
        return new ConversationResponse(
            [.. response.Choices.Select(choice => new ConversationChoice(choice.FinishReason, choice.Content, [.. choice.ToolCalls.Select(FromCall)]))])
        {
            ContextId = response.ContextId,
            Model = response.Model,
            Usage = response.Usage is { } usage ? FromUsage(usage) : null,
        };
    }

    private static Wire.ConversationMessage ToMessage(ConversationMessage said)
    {
        var message = new Wire.ConversationMessage { Role = (Wire.ConversationRole)((int)said.Role + 1), Name = said.Name, ToolCallId = said.ToolCallId };
        message.Content.AddRange(said.Content);
        message.ToolCalls.AddRange(said.ToolCalls.Select(
            call => new Wire.ConversationToolCall { Id = call.Id, Name = call.Name, Arguments = call.Arguments }));
        return message;
    }

    private static ConversationToolCall FromCall(Wire.ConversationToolCall call) => new(call.Id, call.Name, call.Arguments);

    private static ConversationUsage FromUsage(Wire.ConversationUsage usage) => new()
    {
        PromptTokens = usage.PromptTokens,
        CompletionTokens = usage.CompletionTokens,
        TotalTokens = usage.TotalTokens,
        CachedPromptTokens = usage.CachedPromptTokens,
        AudioPromptTokens = usage.AudioPromptTokens,
        ReasoningTokens = usage.ReasoningTokens,
        AudioCompletionTokens = usage.AudioCompletionTokens,
        AcceptedPredictionTokens = usage.AcceptedPredictionTokens,
        RejectedPredictionTokens = usage.RejectedPredictionTokens,
    };
}
