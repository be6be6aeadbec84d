using Layotto.Dapr.Resources.Manifests;

namespace Layotto.Dapr.Resources.Configurations;

/// <summary>Reads <c>spec.workflow</c>. A bound of zero or less is none, as in Dapr.</summary>
internal static class WorkflowReader
{
    public static WorkflowSettings Read(FieldReader workflow) => new()
    {
        MaxConcurrentWorkflows = Bound(workflow, "maxConcurrentWorkflowInvocations"),
        MaxConcurrentActivities = Bound(workflow, "maxConcurrentActivityInvocations"),
        GlobalMaxConcurrentWorkflows = Bound(workflow, "globalMaxConcurrentWorkflowInvocations"),
        GlobalMaxConcurrentActivities = Bound(workflow, "globalMaxConcurrentActivityInvocations"),
        WorkflowLimits = workflow.Objects("workflowConcurrencyLimits", ReadLimit),
        ActivityLimits = workflow.Objects("activityConcurrencyLimits", ReadLimit),
        Retention = workflow.Section("stateRetentionPolicy", retention => new WorkflowRetention
        {
            AnyTerminal = retention.Duration("anyTerminal"),
            Completed = retention.Duration("completed"),
            Failed = retention.Duration("failed"),
            Terminated = retention.Duration("terminated"),
        }),
    };

    private static int? Bound(FieldReader workflow, string field) => workflow.Integer(field) is > 0 and var bound ? bound : null;

    private static NamedConcurrencyLimit ReadLimit(FieldReader limit) => new()
    {
        Name = limit.RequiredText("name", "ProcessOrder"),
        MaxConcurrent = Bound(limit, "maxConcurrent"),
    };
}
