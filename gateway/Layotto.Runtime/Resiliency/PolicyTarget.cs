namespace Layotto.Runtime.Resiliency;

/// <summary>What policies stand in front of, as telemetry names it. There is one object for a target until the next reload.</summary>
/// <param name="PolicyName">The name of the resource with the policies.</param>
/// <param name="PolicyNamespace">That resource's namespace; empty for none.</param>
/// <param name="Name">The target in Dapr's form: <c>app_ID</c>, <c>actor_TYPE</c>, <c>Statestore_NAME</c>.</param>
/// <param name="Direction">Which way calls go.</param>
public sealed record PolicyTarget(string PolicyName, string PolicyNamespace, string Name, FlowDirection Direction);
