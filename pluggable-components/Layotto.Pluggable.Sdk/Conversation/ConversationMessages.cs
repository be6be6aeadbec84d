using Layotto.Components.Conversation;
using Layotto.Pluggable.Sdk.Serving;
using Wire = Layotto.Protos.Components.V1;

namespace Layotto.Pluggable.Sdk.Conversation;

/// <summary>Between the contract of conversation providers and its messages.</summary>
internal static class ConversationMessages
{
    public static ConversationRequest FromRequest(Wire.ConverseRequest request) => new([.. request.Messages.Select(FromMessage)])
    {
        ContextId = request.ContextId,
        Tools = [.. request.Tools.Select(tool => new ConversationTool(tool.Name, tool.Description, tool.ParametersSchema))],
        ToolChoice = request.ToolChoice,
        Temperature = request.HasTemperature ? request.Temperature : null,
        ResponseSchema = request.ResponseSchema,
        PromptCacheRetention = request.PromptCacheRetentionInMilliseconds > 0
            ? TimeSpan.FromMilliseconds(Math.Min(request.PromptCacheRetentionInMilliseconds, (long)TimeSpan.MaxValue.TotalMilliseconds))
            : null,
        Parameters = request.Parameters,
        Metadata = request.Metadata,
    };

    public static Wire.ConverseResponse ToResponse(ConversationResponse response)
    {
        var wire = new Wire.ConverseResponse { ContextId = response.ContextId, Model = response.Model };
        foreach (var choice in response.Choices)
        {
            var offered = new Wire.ConversationChoice { FinishReason = choice.FinishReason, Content = choice.Content };
            offered.ToolCalls.AddRange(choice.ToolCalls.Select(
                call => new Wire.ConversationToolCall { Id = call.Id, Name = call.Name, Arguments = call.Arguments }));
            wire.Choices.Add(offered);
        }

        if (response.Usage is { } usage)
            wire.Usage = ToUsage(usage);
        return wire;
    }

    private static ConversationMessage FromMessage(Wire.ConversationMessage message) => new(FromRole(message.Role), message.Content)
    {
        Name = message.Name,
        ToolCalls = [.. message.ToolCalls.Select(call => new ConversationToolCall(call.Id, call.Name, call.Arguments))],
        ToolCallId = message.ToolCallId,
    };

    private static ConversationRole FromRole(Wire.ConversationRole role) => role switch
    {
        Wire.ConversationRole.Developer => ConversationRole.Developer,
        Wire.ConversationRole.System => ConversationRole.System,
        Wire.ConversationRole.User => ConversationRole.User,
        Wire.ConversationRole.Assistant => ConversationRole.Assistant,
        Wire.ConversationRole.Tool => ConversationRole.Tool,
        _ => throw ComponentErrors.BadField("messages.role", $"The role {(int)role} of a message is none; it must be 1 to 5."),
    };

    private static Wire.ConversationUsage ToUsage(ConversationUsage usage) => new()
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
