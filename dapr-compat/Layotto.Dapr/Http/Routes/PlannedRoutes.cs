using Layotto.Dapr.Http.Routing;
using Microsoft.AspNetCore.Http;
using static Layotto.Dapr.Http.Routes.ApiVersions;

namespace Layotto.Dapr.Http.Routes;

/// <summary>The routes of Dapr's HTTP API that aren't built yet: they answer 501, and keep docs/status.md complete.</summary>
internal static class PlannedRoutes
{
    private static readonly IReadOnlyList<string> AnyOfFour = [HttpMethods.Get, HttpMethods.Post, HttpMethods.Put, HttpMethods.Delete];

    public static IEnumerable<HttpRoute> All =>
    [
        .. Actors, .. Workflows, .. Jobs, .. Conversation,
    ];

    private static IEnumerable<HttpRoute> Actors =>
    [
        Route(PostOrPut, V1, "actors/{actorType}/{actorId}/state", "actors", "ExecuteActorStateTransaction"),
        Route(AnyOfFour, V1, "actors/{actorType}/{actorId}/method/{method}", "actors", "InvokeActor"),
        Route(Get, V1, "actors/{actorType}/{actorId}/state/{key}", "actors", "GetActorState"),
        Route(PostOrPut, V1, "actors/{actorType}/{actorId}/reminders/{name}", "actors", "RegisterActorReminder"),
        Route(Get, V1, "actors/{actorType}/{actorId}/reminders/{name}", "actors", "GetActorReminder"),
        Route(Delete, V1, "actors/{actorType}/{actorId}/reminders/{name}", "actors", "UnregisterActorReminder"),
        Route(PostOrPut, V1, "actors/{actorType}/{actorId}/timers/{name}", "actors", "RegisterActorTimer"),
        Route(Delete, V1, "actors/{actorType}/{actorId}/timers/{name}", "actors", "UnregisterActorTimer"),
    ];

    private static IEnumerable<HttpRoute> Workflows => new[] { V1, V1Beta1, V1Alpha1 }.SelectMany(version => new[]
    {
        Route(Get, version, "workflows/{component}/{instanceId}", "workflows", "GetWorkflow"),
        Route(Post, version, "workflows/{component}/{name}/start", "workflows", "StartWorkflow"),
        Route(Post, version, "workflows/{component}/{instanceId}/raiseEvent/{eventName}", "workflows", "RaiseEventWorkflow"),
        Route(Post, version, "workflows/{component}/{instanceId}/pause", "workflows", "PauseWorkflow"),
        Route(Post, version, "workflows/{component}/{instanceId}/resume", "workflows", "ResumeWorkflow"),
        Route(Post, version, "workflows/{component}/{instanceId}/terminate", "workflows", "TerminateWorkflow"),
        Route(Post, version, "workflows/{component}/{instanceId}/purge", "workflows", "PurgeWorkflow"),
    });

    private static IEnumerable<HttpRoute> Jobs => new[] { V1, V1Alpha1 }.SelectMany(version => new[]
    {
        Route(Post, version, "jobs/{name}", "jobs", "ScheduleJob"),
        Route(Get, version, "jobs/{name}", "jobs", "GetJob"),
        Route(Delete, version, "jobs/{name}", "jobs", "DeleteJob"),
    });

    private static IEnumerable<HttpRoute> Conversation =>
    [
        Route(Post, V1Alpha1, "conversation/{name}/converse", "conversation", "Converse"),
        Route(Post, V1Alpha2, "conversation/{name}/converse", "conversation", "Converse"),
    ];
}
