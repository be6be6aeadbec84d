using System.Text;
using Layotto.Components.HttpMiddleware;
using Microsoft.AspNetCore.Http;

namespace Layotto.Conformance.Middleware;

/// <summary>A request that went through a middleware, and what came of it.</summary>
/// <param name="Context">The request and its answer.</param>
/// <param name="Passed">The headers that the request had when it was passed on; null where it was answered.</param>
internal sealed record HttpExchange(HttpContext Context, IReadOnlyDictionary<string, string>? Passed)
{
    private const int PassedStatus = StatusCodes.Status204NoContent;

    public int Status => Context.Response.StatusCode;

    /// <summary>What became of the request, for a sentence.</summary>
    public string Outcome => Passed is null ? $"it is answered with {Status}" : "it is passed on";

    /// <summary>Sends a request through a middleware, and expects of it what must be so whatever the middleware is for.</summary>
    /// <exception cref="ConformanceException">It isn't so.</exception>
    public static async Task<HttpExchange> SendAsync(
        IHttpMiddleware middleware, string method, string target, string body, IReadOnlyDictionary<string, string> headers, CancellationToken cancellationToken)
    {
        var context = Request(method, target, body, headers, cancellationToken);
        var answer = new MemoryStream();
        context.Response.Body = answer;
        var count = 0;
        Dictionary<string, string>? passed = null;
        await middleware.InvokeAsync(
            context,
            passedOn =>
            {
                Interlocked.Increment(ref count);
                passed = passedOn.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
                passedOn.Response.StatusCode = PassedStatus;
                return Task.CompletedTask;
            });
        var response = context.Response;
        Expect.True(count <= 1, $"a request should be passed on once; it was passed on {count} times");
        Expect.True(response.StatusCode != 502, "the middleware should decide about the request; it is answered with 502, as it is where the decision is none");
        Expect.True(response.StatusCode is >= 200 and <= 599, $"the status should be from 200 to 599; it is {response.StatusCode}");
        if (passed is null && response.ContentLength is { } length)
            Expect.Equal(length, answer.Length, "the length of the answer's body, by the header Content-Length,");
        return new HttpExchange(context, passed);
    }

    /// <summary>Makes a request.</summary>
    public static DefaultHttpContext Request(
        string method, string target, string body, IReadOnlyDictionary<string, string> headers, CancellationToken cancellationToken)
    {
        var context = new DefaultHttpContext { RequestAborted = cancellationToken };
        var parts = target.Split('?', 2);
        context.Request.Method = method;
        context.Request.Scheme = "http";
        context.Request.Protocol = "HTTP/1.1";
        context.Request.Host = new HostString(Browser.Host);
        RequestTarget.Rewrite(context, parts[0], parts.Length > 1 ? parts[1] : "");
        foreach (var (name, value) in headers)
            context.Request.Headers[name] = value;
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        context.Request.ContentLength = context.Request.Body.Length;
        context.Response.Body = new MemoryStream();
        return context;
    }
}
