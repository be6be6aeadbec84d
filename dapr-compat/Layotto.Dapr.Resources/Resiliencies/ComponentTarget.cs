namespace Layotto.Dapr.Resources.Resiliencies;

/// <summary>The policies for a component.</summary>
public sealed record ComponentTarget
{
    /// <summary>For what comes from the component, such as a message.</summary>
    public PolicyNames Inbound { get; init; } = new();

    /// <summary>For calls of the component.</summary>
    public PolicyNames Outbound { get; init; } = new();
}
