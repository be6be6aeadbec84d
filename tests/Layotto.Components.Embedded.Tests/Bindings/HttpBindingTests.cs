using System.Security.Cryptography.X509Certificates;
using System.Text;
using Layotto.Components.Bindings;
using Layotto.Components.Embedded.Bindings.Http;
using Layotto.Conformance;
using Layotto.Conformance.Bindings;
using Layotto.Testing;

namespace Layotto.Components.Embedded.Tests.Bindings;

public sealed class HttpBindingTests(HttpBindingServer server) : IClassFixture<HttpBindingServer>
{
    public static TheoryData<string> Cases => [.. OutputBindingConformance.Suite.Cases.Select(one => one.Name)];

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Conforms(string name)
    {
        await using var binding = await CreateAsync(("url", server.Http));
        HashSet<string> abilities = ["create"];

        var result = await OutputBindingConformance.Suite[name].RunAsync(
            new OutputBindingSubject { Binding = binding, Abilities = abilities }, CancellationToken);

        var applies = OutputBindingConformance.Suite[name].Needs.All(abilities.Contains);
        Assert.True(result.Outcome == (applies ? ConformanceOutcome.Passed : ConformanceOutcome.NotApplicable), result.Reason);
    }

    [Theory]
    [InlineData("create", "POST", true)]
    [InlineData("post", "POST", true)]
    [InlineData("put", "PUT", true)]
    [InlineData("patch", "PATCH", true)]
    [InlineData("get", "GET", false)]
    [InlineData("delete", "DELETE", false)]
    [InlineData("options", "OPTIONS", false)]
    [InlineData("trace", "TRACE", false)]
    public async Task Operation_is_the_method(string operation, string method, bool hasBody)
    {
        await using var binding = await CreateAsync(("url", server.Http + "/base/"));

        var answer = await InvokeAsync(binding, operation, ("path", "/sub/path?a=b"));

        Assert.Equal($"{method} /base/sub/path?a=b {(hasBody ? "data" : "")}", Text(answer));
        Assert.Equal("200", answer!.Metadata["statusCode"]);
        Assert.Equal("200 OK", answer.Metadata["status"]);
        Assert.Equal("one, two", answer.Metadata["X-Several"]);
        Assert.Equal("application/json; charset=utf-8", answer.Metadata["X-Accept"]);
        Assert.Equal(hasBody ? "application/json; charset=utf-8" : "", answer.Metadata["X-Content-Type"]);
    }

    [Fact]
    public async Task Metadata_with_a_capital_is_a_header_and_the_trace_is_passed_on()
    {
        await using var binding = await CreateAsync(("url", server.Http), ("securityToken", "geheim"), ("securityTokenHeader", "X-Token"));

        var answer = await InvokeAsync(
            binding, "post", ("path", "headers"), ("Content-Type", "text/plain"), ("X-Own", "1"), ("lower", "2"), ("traceparent", "3"), ("Traceparent", "4"));

        var headers = Text(answer).Split('\n');
        Assert.Contains("Content-Type: text/plain", headers);
        Assert.Contains("X-Own: 1", headers);
        Assert.Contains("X-Token: geheim", headers);
        Assert.Contains("traceparent: 3", headers);
        Assert.DoesNotContain(headers, header => header.StartsWith("lower", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Status_other_than_2xx_is_an_error_that_tells_the_status()
    {
        await using var binding = await CreateAsync(("url", server.Http));

        var exception = await Assert.ThrowsAsync<BindingException>(() => InvokeAsync(binding, "get", ("path", "status/404")));

        Assert.Equal("received status code 404", exception.Message);
        Assert.Equal("404", exception.ResponseMetadata["statusCode"]);
    }

    [Theory]
    [InlineData("false", "", false)]
    [InlineData("true", "false", false)]
    [InlineData("false", "true", true)]
    public async Task Status_other_than_2xx_can_be_an_answer(string component, string request, bool isError)
    {
        await using var binding = await CreateAsync(("url", server.Http), ("errorIfNot2XX", component));

        if (isError)
            await Assert.ThrowsAsync<BindingException>(() => InvokeAsync(binding, "get", ("path", "status/500"), ("errorIfNot2XX", request)));
        else
            Assert.Equal("500", (await InvokeAsync(binding, "get", ("path", "status/500"), ("errorIfNot2XX", request)))!.Metadata["statusCode"]);
    }

    [Theory]
    [InlineData("known")]
    [InlineData("chunked")]
    public async Task Answer_that_is_too_large_is_an_error(string kind)
    {
        await using var small = await CreateAsync(("url", server.Http), ("maxResponseBodySize", "10Ki"));
        await using var large = await CreateAsync(("url", server.Http), ("maxResponseBodySize", "0"));

        var exception = await Assert.ThrowsAsync<ComponentException>(() => InvokeAsync(small, "get", ("path", $"large/{kind}")));

        Assert.Contains("10240", exception.Message, StringComparison.Ordinal);
        Assert.Equal(20_000, (await InvokeAsync(large, "get", ("path", $"large/{kind}")))!.Data.Length);
    }

    [Fact]
    public async Task Answer_that_takes_too_long_is_an_error()
    {
        await using var binding = await CreateAsync(("url", server.Http), ("responseTimeout", "50ms"));

        var exception = await Assert.ThrowsAsync<ComponentException>(() => InvokeAsync(binding, "get", ("path", "never")));

        Assert.Contains("within 50ms", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_that_isnt_there_is_an_error()
    {
        await using var binding = await CreateAsync(("url", "http://127.0.0.1:1"));

        Assert.Contains("127.0.0.1", (await Assert.ThrowsAsync<ComponentException>(() => InvokeAsync(binding, "get"))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("path", "@evil.example/")]
    [InlineData("X-Header", "a\r\nb")]
    [InlineData("X Header", "a")]
    public async Task Metadata_that_cant_be_used_is_refused(string key, string value)
    {
        await using var binding = await CreateAsync(("url", "http://127.0.0.1"));

        await Assert.ThrowsAsync<ComponentException>(() => InvokeAsync(binding, "get", (key, value)));
    }

    [Fact]
    public async Task Server_is_trusted_by_the_root_that_is_given_and_sees_our_certificate()
    {
        var pem = server.Certificate.ExportCertificatePem();
        using var key = server.Certificate.GetRSAPrivateKey()!;
        await using var stranger = await CreateAsync(("url", server.Https));
        await using var binding = await CreateAsync(
            ("url", server.Https), ("MTLSRootCA", pem), ("MTLSClientCert", pem), ("MTLSClientKey", key.ExportPkcs8PrivateKeyPem()), ("MTLSRenegotiation", "RenegotiateNever"));

        await Assert.ThrowsAsync<ComponentException>(() => InvokeAsync(stranger, "get"));

        Assert.Equal(server.Certificate.Thumbprint, (await InvokeAsync(binding, "get"))!.Metadata["X-Client"]);
    }

    [Theory]
    [InlineData("url", "", "url", "missing")]
    [InlineData("url", "ftp://x", "url", "http://")]
    [InlineData("MTLSRootCA", "/no/such/file", "MTLSRootCA", "path")]
    [InlineData("MTLSRootCA", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "MTLSRootCA", "PEM")]
    [InlineData("MTLSClientCert", "x", "MTLSClientKey", "missing")]
    [InlineData("securityToken", "x", "securityTokenHeader", "missing")]
    [InlineData("MTLSRenegotiation", "Sometimes", "MTLSRenegotiation", "one of")]
    [InlineData("responseTimeout", "soon", "responseTimeout", "duration")]
    public async Task Wrong_setting_is_told(string key, string value, string named, string expected)
    {
        var exception = await Assert.ThrowsAsync<MetadataException>(
            () => key == "url" ? CreateAsync((key, value)) : CreateAsync(("url", "http://x"), (key, value)));

        Assert.Contains($"\"{named}\"", exception.Message, StringComparison.Ordinal);
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    private static string Text(BindingResponse? answer) => Encoding.UTF8.GetString(answer!.Data.Span);

    private static async Task<HttpBinding> CreateAsync(params (string Key, string Value)[] settings)
    {
        var binding = new HttpBinding();
        try
        {
            await binding.InitializeAsync(
                TestContexts.Create(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value))), CancellationToken);
            return binding;
        }
        catch
        {
            await binding.DisposeAsync();
            throw;
        }
    }

    private static async Task<BindingResponse?> InvokeAsync(HttpBinding binding, string operation, params (string Key, string Value)[] metadata)
        => await binding.InvokeAsync(
            new BindingRequest(operation, "data"u8.ToArray(), metadata.ToDictionary(item => item.Key, item => item.Value)), CancellationToken);
}
