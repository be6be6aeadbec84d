namespace Layotto.Benchmarks.Scenarios;

/// <summary>All scenarios, in the order they run. A new one is one class and one line here.</summary>
internal static class ScenarioList
{
    public static readonly IReadOnlyList<Scenario> All =
    [
        new GrpcEchoScenario(),
        new StateGrpcScenario(),
        new StateHttpScenario(),
        new StateGrpcAllocationsScenario(),
        new StateHttpAllocationsScenario(),
        new InvocationHttpScenario(),
        new InvocationGrpcScenario(),
        new InvocationHttpAllocationsScenario(),
        new InvocationGrpcAllocationsScenario(),
        new PublishDeliveryScenario(),
        new PluggableStateScenario(isSet: false),
        new PluggableStateScenario(isSet: true),
        new StartupScenario(),
    ];
}
