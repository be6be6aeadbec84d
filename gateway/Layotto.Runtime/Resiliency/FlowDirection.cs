namespace Layotto.Runtime.Resiliency;

/// <summary>Which way a component is used.</summary>
public enum FlowDirection
{
    /// <summary>From the app to the component: state, publish, output bindings.</summary>
    Outbound,

    /// <summary>From the component to the app: topic deliveries, input bindings.</summary>
    Inbound,
}
