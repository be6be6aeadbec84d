using Layotto.Components.HttpMiddleware;
using Microsoft.AspNetCore.Http;

namespace Layotto.Conformance.Middleware;

/// <summary>What every HTTP middleware must do, whatever it is for.</summary>
public static class HttpMiddlewareConformance
{
    private const int Many = 100;

    /// <summary>The suite.</summary>
    public static ConformanceSuite<HttpMiddlewareSubject> Suite { get; } = new(
        "middleware.http",
        [
            new("it answers a ping", async (subject, cancellationToken) => await subject.Middleware.PingAsync(cancellationToken)),
            new("a request is passed on once, or answered", async (subject, cancellationToken) =>
            {
                foreach (var (method, path) in new[] { ("GET", "/v1.0/state/store/key"), ("POST", "/v1.0/publish/broker/topic?metadata.ttlInSeconds=1"), ("DELETE", "/") })
                    await PassAsync(subject, method, path, "{}", cancellationToken);
            }),
            new("a request is handled whatever is in it", async (subject, cancellationToken) =>
            {
                foreach (var path in (string[])["/%00", "/a%2Fb/../c", "/" + new string('a', 4000), "/?%zz=%&&=", "/%E2%82%AC"])
                    await PassAsync(subject, "GET", path, "", cancellationToken);
            }),
            new("a body of 64 KiB is handled", async (subject, cancellationToken)
                => await PassAsync(subject, "PUT", "/large", new string('x', 64 * 1024), cancellationToken)),
            new("100 requests at once are handled", async (subject, cancellationToken)
                => await Task.WhenAll(Enumerable.Range(0, Many).Select(number => Task.Run(() => PassAsync(subject, "GET", $"/many/{number}", "", cancellationToken), cancellationToken)))),
            new("what goes wrong behind it goes through it", async (subject, cancellationToken) =>
            {
                var isPassed = false;
                try
                {
                    await subject.Middleware.InvokeAsync(
                        Request("GET", "/", "", cancellationToken),
                        _ =>
                        {
                            isPassed = true;
                            throw new InvalidOperationException("this goes wrong");
                        });
                }
                catch (InvalidOperationException exception) when (exception.Message == "this goes wrong")
                {
                    return;
                }

                Expect.True(!isPassed, "an exception of what is behind the middleware should come to what is before it");
            }),
            new("it goes on after a request that was broken off", async (subject, cancellationToken) =>
            {
                using var broken = new CancellationTokenSource();
                await broken.CancelAsync();
                await subject.Middleware.InvokeAsync(Request("GET", "/broken", "", broken.Token), static _ => Task.CompletedTask)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await PassAsync(subject, "GET", "/next", "", cancellationToken);
            }),
        ]);

    private static async Task PassAsync(HttpMiddlewareSubject subject, string method, string path, string body, CancellationToken cancellationToken)
    {
        var context = Request(method, path, body, cancellationToken);
        var passed = 0;
        await subject.Middleware.InvokeAsync(
            context,
            passedOn =>
            {
                Interlocked.Increment(ref passed);
                passedOn.Response.StatusCode = 204;
                return Task.CompletedTask;
            });
        Expect.True(passed <= 1, $"a request should be passed on once; it was passed on {passed} times");
        Expect.True(context.Response.StatusCode != 502, "the middleware should decide about the request; it is answered with 502, as it is where the decision is none");
        Expect.True(context.Response.StatusCode is >= 200 and <= 599, $"the status should be from 200 to 599; it is {context.Response.StatusCode}");
    }

    private static DefaultHttpContext Request(string method, string target, string body, CancellationToken cancellationToken)
    {
        var context = new DefaultHttpContext { RequestAborted = cancellationToken };
        var parts = target.Split('?', 2);
        context.Request.Method = method;
        context.Request.Scheme = "http";
        context.Request.Protocol = "HTTP/1.1";
        context.Request.Host = new HostString("localhost");
        RequestTarget.Rewrite(context, parts[0], parts.Length > 1 ? parts[1] : "");
        context.Request.Body = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(body));
        context.Request.ContentLength = context.Request.Body.Length;
        context.Response.Body = new MemoryStream();
        return context;
    }
}
