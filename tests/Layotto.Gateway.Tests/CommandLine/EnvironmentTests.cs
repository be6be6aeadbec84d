using Layotto.Gateway.Tests.Support;

namespace Layotto.Gateway.Tests.CommandLine;

public class EnvironmentTests
{
    [Fact]
    public void An_empty_environment_is_enough()
    {
        var environment = GatewayEnvironment.Read(static _ => null);
        Assert.Equal(new GatewayEnvironment(), environment);
        Assert.False(environment.DisableH2c);
    }

    [Fact]
    public void Variables_are_read_by_the_names_that_daprd_has()
    {
        var environment = GatewayEnvironment.Read(static name => name switch
        {
            "DAPR_HTTP_DISABLE_H2C" => "1",
            "OTEL_EXPORTER_OTLP_INSECURE" => "true",
            "NAMESPACE" => "",
            _ => $"<{name}>",
        });
        Assert.Equal("<DAPR_API_TOKEN>", environment.ApiToken);
        Assert.Equal("<APP_API_TOKEN>", environment.AppApiToken);
        Assert.Null(environment.Namespace);
        Assert.Equal("<POD_NAME>", environment.PodName);
        Assert.Equal("<DAPR_HOST_IP>", environment.HostAddress);
        Assert.True(environment.DisableH2c);
        Assert.False(environment.SkipReminderMigration);
        Assert.Equal("<DAPR_COMPONENTS_SOCKETS_FOLDER>", environment.ComponentSocketsFolder);
        Assert.Equal("<LAYOTTO_COMPONENTS_SOCKETS_FOLDER>", environment.LayottoSocketsFolder);
        Assert.Equal("<LAYOTTO_COMPONENT_SOCKET_OWNERS>", environment.ComponentSocketOwners);
        Assert.Equal("<OTEL_EXPORTER_OTLP_TRACES_ENDPOINT>", environment.OpenTelemetry.TracesEndpoint);
        Assert.True(environment.OpenTelemetry.IsTracesEndpointSpecific);
        Assert.True(environment.OpenTelemetry.IsInsecure);
    }

    [Fact]
    public void The_general_variables_of_OpenTelemetry_stand_in_for_those_of_traces()
    {
        var telemetry = GatewayEnvironment.Read(static name => name.Contains("TRACES", StringComparison.Ordinal) ? null : name).OpenTelemetry;
        Assert.Equal("OTEL_EXPORTER_OTLP_ENDPOINT", telemetry.TracesEndpoint);
        Assert.False(telemetry.IsTracesEndpointSpecific);
        Assert.Equal("OTEL_EXPORTER_OTLP_PROTOCOL", telemetry.TracesProtocol);
        Assert.Equal("OTEL_EXPORTER_OTLP_HEADERS", telemetry.TracesHeaders);
        Assert.Equal("OTEL_EXPORTER_OTLP_TIMEOUT", telemetry.TracesTimeout);
    }

    [Fact]
    public void Secrets_are_not_shown()
    {
        var environment = GatewayEnvironment.Read(static name => $"secret-{name}");
        Assert.DoesNotContain("secret-DAPR_API_TOKEN", $"{environment}", StringComparison.Ordinal);
        Assert.DoesNotContain("secret-APP_API_TOKEN", $"{environment}", StringComparison.Ordinal);
        Assert.DoesNotContain("HEADERS", $"{environment.OpenTelemetry}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Variables_stand_in_for_flags_that_are_not_given()
    {
        var environment = new GatewayEnvironment
        {
            ControlPlaneNamespace = "ns",
            ControlPlaneTrustDomain = "td",
            SchedulerHostAddress = "s1:1,s2:2",
        };
        var without = await CommandLineRun.OptionsOfAsync(environment, "--app-id", "a");
        Assert.Equal(("ns", "td"), (without.ControlPlaneNamespace, without.ControlPlaneTrustDomain));
        Assert.Equal(["s1:1", "s2:2"], without.SchedulerAddresses);
        var with = await CommandLineRun.OptionsOfAsync(
            environment, "--app-id", "a", "--control-plane-namespace", "x", "--control-plane-trust-domain", "y", "--scheduler-host-address", "z:3");
        Assert.Equal(("x", "y"), (with.ControlPlaneNamespace, with.ControlPlaneTrustDomain));
        Assert.Equal(["z:3"], with.SchedulerAddresses);
    }
}
