using System.Text;
using Xunit;

namespace Layotto.Fuzz.Tests;

/// <summary>Mutated HTTP/1.1 requests: each is answered or its connection closed, never with a stack trace, and the gateway goes on.</summary>
public sealed class HttpPortFuzzTests(ITestOutputHelper output)
{
    private static readonly byte[][] Seeds =
    [
        Request("GET", "/v1.0/state/statestore/key?metadata.a=b&consistency=strong"),
        Request("POST", "/v1.0/state/statestore", """[{"key":"k","value":{"a":[1,2,{"b":null}]},"etag":"x","metadata":{"ttlInSeconds":"10"},"options":{"concurrency":"first-write"}}]"""),
        Request("POST", "/v1.0/state/memory/bulk", """{"keys":["k","l"],"parallelism":3,"metadata":{"a":"b"}}"""),
        Request("POST", "/v1.0/state/statestore/transaction", """{"operations":[{"operation":"upsert","request":{"key":"k","value":"v"}},{"operation":"delete","request":{"key":"l"}}]}"""),
        Request("POST", "/v1.0-alpha1/state/statestore/query", """{"filter":{"AND":[{"EQ":{"a.b":1}},{"IN":{"c":["x","y"]}}]},"sort":[{"key":"a","order":"DESC"}],"page":{"limit":3,"token":"2"}}"""),
        Request("DELETE", "/v1.0/state/memory/a%2Fb%20c", extra: "If-Match: \"etag\"\r\n"),
        Request("GET", "/v1.0/secrets/secrets/PATH"),
        Request("PUT", "/v1.0/metadata/a+b", "some text"),
        Request("GET", "/v1.0/metadata"),
        Request("GET", "/v1.0/invoke/other/method/x/../y", extra: "dapr-app-id: other\r\nAuthorization: Basic ZGFwci1hcHAtaWQ6eA==\r\n"),
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0"u8.ToArray(),
        "POST /v1.0/state/memory HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[{\"ke\r\n3;x=y\r\ny\":\r\n0\r\n\r\n"u8.ToArray(),
    ];

    [Fact]
    public async Task Mutated_requests_do_no_harm()
    {
        var budget = new FuzzBudget(output);
        await using var gateway = await FuzzedGateway.StartAsync();
        var (inputs, answers) = await gateway.RunAsync(budget, gateway.Process.HttpPort, Next, Check);
        output.WriteLine($"{inputs} requests, {answers} answered");
        Assert.True(answers > inputs / 4, "hardly any request was answered");
    }

    // A request that happens to be a shutdown would be obeyed.
    private static byte[]? Next(Mutator mutator)
    {
        var input = mutator.Mutate(mutator.Pick(Seeds));
        return Encoding.Latin1.GetString(input).Contains("shutdown", StringComparison.OrdinalIgnoreCase) ? null : input;
    }

    private static void Check(byte[] answer)
    {
        var text = Encoding.Latin1.GetString(answer);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("ERR_INTERNAL", text, StringComparison.Ordinal);
    }

    private static byte[] Request(string method, string path, string body = "", string extra = "")
        => Encoding.UTF8.GetBytes(
            $"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{extra}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}");
}
