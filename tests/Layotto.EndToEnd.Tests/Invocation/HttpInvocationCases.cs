using System.Globalization;
using System.Net;
using System.Text;
using Layotto.Testing.Processes;
using Xunit;

namespace Layotto.EndToEnd.Tests.Invocation;

/// <summary>Service invocation over HTTP, through two processes and, with the app's own id, through one.</summary>
public abstract class HttpInvocationCases(HttpPairFixture fixture)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private GatewayProcess Caller => fixture.Pair.Caller;

    private GatewayProcess Callee => fixture.Pair.Callee;

    [Theory]
    [InlineData("GET", null)]
    [InlineData("POST", "body")]
    [InlineData("POST", null)]
    [InlineData("POST", "")]
    [InlineData("PUT", "body")]
    [InlineData("DELETE", null)]
    [InlineData("DELETE", "body")]
    [InlineData("PATCH", "body")]
    [InlineData("OPTIONS", null)]
    public async Task Every_verb_arrives_with_its_body(string verb, string? body)
    {
        foreach (var gateway in new[] { Caller, Callee })
        {
            using var response = await SendAsync(gateway, verb, "/v1.0/invoke/callee/method/echo", body);

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(verb, response.Headers.GetValues("x-method").Single());
            Assert.Equal(body ?? "", await response.Content.ReadAsStringAsync(Token));
        }
    }

    [Fact]
    public async Task HEAD_has_the_length_and_no_body()
    {
        foreach (var gateway in new[] { Caller, Callee })
        {
            using var response = await SendAsync(gateway, "HEAD", "/v1.0/invoke/callee/method/any");

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Empty(await response.Content.ReadAsByteArrayAsync(Token));
        }
    }

    [Theory]
    [InlineData("/v1.0/invoke/callee/method/foo", null, null, "/foo")]
    [InlineData("/v1.0//invoke//callee/method//foo", null, null, "/foo")]
    [InlineData("/v1.0/invoke/callee/method/a/b/?x=1&y=%20", null, null, "/a/b?x=1&y=%20")]
    [InlineData("/v1.0/invoke/callee/method/?x", null, null, "/?x")]
    [InlineData("/v1.0/invoke/callee/method/a%20b%22c", null, null, "/a%20b%22c")]
    [InlineData("/v1.0/invoke/callee/method/%C3%A4", null, null, "/%C3%A4")]
    [InlineData("/v1.0/invoke/callee/method/admin%2F..%2Fpublic", null, null, "/public")]
    [InlineData("/v1.0/invoke/callee/method/admin/%2e%2e/public", null, null, "/public")]
    [InlineData("/v1.0/invoke/callee/method/../../x", null, null, "/x")]
    [InlineData("/v1.0/invoke/callee/method/test%5Cstream", null, null, "/test%5Cstream")]
    [InlineData("/v1.0/invoke/callee/method/a;b=c", null, null, "/a;b=c")]
    [InlineData("/", "dapr-app-id", "callee", "/")]
    [InlineData("///foo?q", "dapr-app-id", "callee", "/foo?q")]
    [InlineData("/foo", "Authorization", "Basic ZGFwci1hcHAtaWQ6Y2FsbGVl", "/foo")]
    public async Task Forms_of_addressing_lead_to_one_path(string path, string? header, string? value, string expected)
    {
        foreach (var gateway in new[] { Caller, Callee })
        {
            using var response = await SendAsync(gateway, "GET", path, null, header is null ? [] : [(header, value!)]);

            Assert.Equal(expected, await response.Content.ReadAsStringAsync(Token));
        }
    }

    [Theory]
    [InlineData("test%23stream")]
    [InlineData("test%3Fstream")]
    [InlineData("test%0Dstream")]
    [InlineData("test%7Fstream")]
    [InlineData("test%25stream")]
    [InlineData("a%252e%252e/b")]
    public async Task CVE_2026_41491_paths_that_could_mean_two_things_are_refused(string method)
    {
        foreach (var gateway in new[] { Caller, Callee })
        {
            var answer = await gateway.SendAsync("GET", $"/v1.0/invoke/callee/method/{method}");
            answer.AssertError(500, "ERR_DIRECT_INVOKE");
        }
    }

    [Theory]
    [InlineData("/v1.0/invoke/callee/method/a%zz", 400, null)]
    [InlineData("/v1.0/invoke/callee/method/a%00b", 400, null)]
    [InlineData("/v1.0/invoke/callee", 404, "ERR_DIRECT_INVOKE")]
    [InlineData("/v1.0/invoke/callee/method", 404, "ERR_DIRECT_INVOKE")]
    [InlineData("/v1.0/invoke/unknown/method/x", 500, "ERR_DIRECT_INVOKE")]
    [InlineData("/v1.0/invoke/gone/method/x", 500, "ERR_DIRECT_INVOKE")]
    [InlineData("/v1.0/invoke/a.b.c/method/x", 500, "ERR_DIRECT_INVOKE")]
    public async Task Calls_that_lead_nowhere_say_so(string path, int status, string? code)
    {
        var answer = await Caller.SendAsync("GET", path);
        Assert.True(status == (int)answer.Status, $"{(int)answer.Status}: {answer.Body}");
        if (code is not null)
            answer.AssertError(status, code);
    }

    [Fact]
    public async Task An_app_without_a_port_can_not_be_called()
    {
        var own = (await Caller.SendAsync("GET", "/v1.0/invoke/caller/method/x")).AssertError(500, "ERR_DIRECT_INVOKE");
        Assert.Equal("failed to invoke, id: caller, err: cannot invoke local endpoint: app channel not initialized", own);
        var other = (await Callee.SendAsync("GET", "/v1.0/invoke/caller/method/x")).AssertError(500, "ERR_DIRECT_INVOKE");
        Assert.Equal("failed to invoke, id: caller, err: rpc error: code = Internal desc = app channel is not initialized", other);
    }

    [Theory]
    [InlineData(201)]
    [InlineData(204)]
    [InlineData(304)]
    [InlineData(404)]
    [InlineData(418)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task A_status_passes_unchanged(int status)
    {
        foreach (var gateway in new[] { Caller, Callee })
        {
            using var response = await SendAsync(gateway, "GET", string.Create(CultureInfo.InvariantCulture, $"/v1.0/invoke/callee/method/status?code={status}"));

            Assert.Equal(status, (int)response.StatusCode);
            Assert.Equal(status is 204 or 304 ? "" : "status body", await response.Content.ReadAsStringAsync(Token));
        }
    }

    [Fact]
    public async Task A_redirect_and_cookies_pass_unchanged()
    {
        foreach (var gateway in new[] { Caller, Callee })
        {
            using var response = await SendAsync(gateway, "GET", "/v1.0/invoke/callee/method/redirect");

            Assert.Equal(HttpStatusCode.Found, response.StatusCode);
            Assert.Equal("/echo", response.Headers.Location!.OriginalString);
            Assert.Equal(["a=1", "b=2"], response.Headers.GetValues("Set-Cookie"));
        }
    }

    [Fact]
    public async Task Dapr_1_17_4_hop_by_hop_headers_end_at_each_hop()
    {
        foreach (var gateway in new[] { Caller, Callee })
        {
            using var request = await SendAsync(gateway, "GET", "/v1.0/invoke/callee/method/headers", null,
                [("Connection", "x-named"), ("x-named", "1"), ("Keep-Alive", "timeout=5"), ("TE", "trailers"), ("Proxy-Authorization", "Basic dGVzdA=="), ("Proxy-Connection", "keep-alive"), ("x-kept", "1")]);
            var seen = Headers(await request.Content.ReadAsStringAsync(Token));
            Assert.Equal("1", seen["x-kept"]);
            Assert.DoesNotContain("x-named", seen.Keys);
            Assert.DoesNotContain(seen.Keys, name => EchoApp.HopByHop.Contains(name, StringComparer.OrdinalIgnoreCase));

            using var response = await SendAsync(gateway, "GET", "/v1.0/invoke/callee/method/hop-by-hop");
            Assert.Equal("kept", response.Headers.GetValues("x-kept").Single());
            Assert.False(response.Headers.Contains("x-named"));
            foreach (var name in EchoApp.HopByHop)
                Assert.False(response.Headers.Contains(name), name);
        }
    }

    [Fact]
    public async Task A_sidecar_says_who_calls_and_nobody_else()
    {
        using var remote = await SendAsync(Caller, "GET", "/v1.0/invoke/callee/method/headers", null,
            [("dapr-caller-app-id", "forged"), ("dapr-callee-app-id", "forged"), ("dapr-caller-namespace", "forged"), ("X-Forwarded-For", "192.0.2.7"), ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]);
        var seen = Headers(await remote.Content.ReadAsStringAsync(Token));
        Assert.Equal("caller", seen["dapr-caller-app-id"]);
        Assert.Equal("callee", seen["dapr-callee-app-id"]);
        Assert.DoesNotContain("forged", seen.Values);
        Assert.StartsWith("192.0.2.7", seen["x-forwarded-for"], StringComparison.Ordinal);
        Assert.Contains(Environment.MachineName, seen["x-forwarded-host"], StringComparison.Ordinal);
        Assert.StartsWith("for=", seen["forwarded"], StringComparison.Ordinal);
        Assert.Equal("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", seen["traceparent"]);
        Assert.DoesNotContain("destination-app-id", seen.Keys);

        using var local = await SendAsync(Callee, "GET", "/v1.0/invoke/callee/method/headers", null, [("dapr-caller-app-id", "forged")]);
        Assert.Equal("callee", Headers(await local.Content.ReadAsStringAsync(Token))["dapr-caller-app-id"]);
    }

    [Fact]
    public async Task A_short_body_has_its_length_and_no_chunks()
    {
        foreach (var gateway in new[] { Caller, Callee })
        {
            using var response = await SendAsync(gateway, "GET", "/v1.0/invoke/callee/method/status?code=200");
            Assert.NotEqual(0, response.Content.Headers.ContentLength ?? -1);
        }
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(64L << 20)]
    public async Task Bodies_of_any_length_pass_both_ways(long bytes)
    {
        foreach (var gateway in new[] { Caller, Callee })
        {
            using var client = Client();
            using var request = new HttpRequestMessage(HttpMethod.Post, Address(gateway, "/v1.0/invoke/callee/method/count")) { Content = new ZeroContent(bytes) };
            using var counted = await client.SendAsync(request, Token);
            Assert.Equal(bytes.ToString(CultureInfo.InvariantCulture), await counted.Content.ReadAsStringAsync(Token));

            using var large = await client.GetAsync(Address(gateway, string.Create(CultureInfo.InvariantCulture, $"/v1.0/invoke/callee/method/large?bytes={bytes}")), HttpCompletionOption.ResponseHeadersRead, Token);
            Assert.Equal(bytes, await CountAsync(await large.Content.ReadAsStreamAsync(Token)));
        }
    }

    [Fact]
    public async Task A_hundred_calls_at_once_keep_their_answers_apart()
    {
        using var client = Client();
        await Parallel.ForEachAsync(Enumerable.Range(0, 100), Token, async (number, token) =>
        {
            var text = $"call {number} {new string('y', number * 100)}";
            using var response = await client.PostAsync(Address(Caller, "/v1.0/invoke/callee/method/echo"), new StringContent(text), token);
            Assert.Equal(text, await response.Content.ReadAsStringAsync(token));
        });
    }

    [Theory]
    [InlineData("grüße")]
    [InlineData("a\u00a0b")]
    public async Task Header_values_pass_as_the_bytes_they_are(string value)
    {
        foreach (var gateway in new[] { Caller, Callee })
        {
            using var client = new HttpClient(new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8, ResponseHeaderEncodingSelector = (_, _) => Encoding.UTF8 }) { Timeout = Patience };
            using var request = new HttpRequestMessage(HttpMethod.Get, Address(gateway, "/v1.0/invoke/callee/method/reflect"));
            request.Headers.TryAddWithoutValidation("x-text", value);
            using var response = await client.SendAsync(request, Token);
            Assert.Equal(value, response.Headers.GetValues("x-text").Single());
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Dictionary<string, string> Headers(string lines)
        => lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);

    private static async Task<long> CountAsync(Stream stream)
    {
        var buffer = new byte[64 * 1024];
        long count = 0;
        while (await stream.ReadAsync(buffer, Token) is var read and > 0)
            count += read;
        return count;
    }

    private static HttpClient Client() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = Patience };

    private static Uri Address(GatewayProcess gateway, string path)
        => new($"{gateway.HttpAddress.AbsoluteUri.TrimEnd('/')}{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    private static async Task<HttpResponseMessage> SendAsync(
        GatewayProcess gateway, string verb, string path, string? body = null, (string Name, string Value)[]? headers = null)
    {
        using var client = Client();
        using var request = new HttpRequestMessage(HttpMethod.Parse(verb), Address(gateway, path));
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "text/plain");
        foreach (var (name, value) in headers ?? [])
            request.Headers.TryAddWithoutValidation(name, value);
        return await client.SendAsync(request, Token);
    }
}
