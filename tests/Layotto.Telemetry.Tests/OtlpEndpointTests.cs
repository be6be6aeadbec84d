namespace Layotto.Telemetry.Tests;

/// <summary>Addresses and headers of collectors, as people write them.</summary>
public sealed class OtlpEndpointTests
{
    [Theory]
    [InlineData("collector:4318", false, true, false, "https://collector:4318/v1/traces")]
    [InlineData("collector:4318", false, false, false, "http://collector:4318/v1/traces")]
    [InlineData("http://collector:4318", false, true, false, "http://collector:4318/v1/traces")]
    [InlineData("http://collector:4318/", false, true, true, "http://collector:4318/v1/traces")]
    [InlineData("https://collector/base", false, false, false, "https://collector/base/v1/traces")]
    [InlineData("https://collector/base/v1/traces", false, false, false, "https://collector/base/v1/traces")]
    [InlineData("https://collector/own/path", false, false, true, "https://collector/own/path")]
    [InlineData("127.0.0.1:4317", true, false, false, "http://127.0.0.1:4317/")]
    [InlineData("https://collector:4317/ignored", true, false, false, "https://collector:4317/")]
    [InlineData("[::1]:4317", true, false, false, "http://[::1]:4317/")]
    public void Addresses_are_completed(string text, bool isGrpc, bool isSecure, bool isComplete, string expected)
        => Assert.Equal(expected, OtlpEndpoint.ReadAddress(text, isGrpc, isSecure, "/v1/traces", isComplete)?.AbsoluteUri);

    [Theory]
    [InlineData("")]
    [InlineData("ftp://collector")]
    [InlineData("collector:port")]
    [InlineData("http://")]
    public void What_is_no_address_is_none(string text) => Assert.Null(OtlpEndpoint.ReadAddress(text, isGrpc: false, isSecure: true, "/v1/traces", isComplete: false));

    [Fact]
    public void Headers_are_read_and_never_shown()
    {
        var headers = OtlpEndpoint.ReadHeaders("x-api-key=a%2Cb%3Dc, other = 1 ,nothing,=none");

        Assert.Equal([KeyValuePair.Create("x-api-key", "a,b=c"), KeyValuePair.Create("other", "1")], headers);
        var endpoint = new OtlpEndpoint { Address = new Uri("http://collector"), Headers = headers };
        Assert.DoesNotContain("a,b=c", endpoint.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, "app")]
    [InlineData("named", "service.name=other", "named")]
    [InlineData(null, "service.namespace=space,service.name=other", "other")]
    public void The_service_is_named_by_the_most_specific_setting(string? serviceName, string? attributes, string expected)
        => Assert.Equal(expected, TelemetryResource.Read("app", serviceName, attributes).ServiceName);

    [Fact]
    public void Attributes_of_the_resource_are_percent_decoded()
        => Assert.Equal(
            [KeyValuePair.Create("service.namespace", "a b"), KeyValuePair.Create("k8s.pod.name", "pod-1")],
            TelemetryResource.Read("app", null, "service.namespace=a%20b, k8s.pod.name = pod-1,wrong,service.name=x").Attributes);
}
