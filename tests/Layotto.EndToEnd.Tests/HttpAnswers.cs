using System.Net;
using System.Text;
using System.Text.Json;
using Layotto.Testing.Processes;
using Xunit;

namespace Layotto.EndToEnd.Tests;

/// <summary>Calls to the HTTP API, and what is asserted of their answers.</summary>
internal static class HttpAnswers
{
    /// <summary>Sends a request without a client's opinions on paths and headers.</summary>
    public static async Task<(HttpStatusCode Status, string Body)> SendAsync(
        this GatewayProcess gateway, string method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
        using var request = new HttpRequestMessage(HttpMethod.Parse(method), new Uri($"{gateway.HttpAddress.AbsoluteUri.TrimEnd('/')}{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
        {
            if (name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))
                request.Content!.Headers.ContentType = new(value);
            else
                request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Asserts that an answer is Dapr's error with this status and code, and gives its message.</summary>
    public static string AssertError(this (HttpStatusCode Status, string Body) answer, int status, string errorCode)
    {
        Assert.True(status == (int)answer.Status, $"{(int)answer.Status}: {answer.Body}");
        using var document = JsonDocument.Parse(answer.Body);
        Assert.Equal(errorCode, document.RootElement.GetProperty("errorCode").GetString());
        var message = document.RootElement.GetProperty("message").GetString()!;
        Assert.NotEmpty(message);
        Assert.DoesNotContain("   at ", answer.Body, StringComparison.Ordinal);
        return message;
    }
}
