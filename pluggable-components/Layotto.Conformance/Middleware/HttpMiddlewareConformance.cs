using Layotto.Components.HttpMiddleware;

namespace Layotto.Conformance.Middleware;

/// <summary>What every HTTP middleware must do, whatever it is for; and what one must that lets requests through by what they bring along.</summary>
public static class HttpMiddlewareConformance
{
    private const int Many = 100;
    private const string Forged = "conformance-forged";

    private static readonly Dictionary<string, string> Nothing = [];

    /// <summary>The suite.</summary>
    public static ConformanceSuite<HttpMiddlewareSubject> Suite { get; } = new(
        "middleware.http",
        [
            new("it answers a ping", async (subject, cancellationToken) => await subject.Middleware.PingAsync(cancellationToken)),
            new("a request is passed on once, or answered", async (subject, cancellationToken) =>
            {
                var pass = await subject.PassAsync(cancellationToken);
                foreach (var (method, path) in new[] { ("GET", "/v1.0/state/store/key"), ("POST", "/v1.0/publish/broker/topic?metadata.ttlInSeconds=1"), ("DELETE", "/") })
                    await SendAsync(subject, pass, method, path, "{}", cancellationToken);
            }),
            new("a request is handled whatever is in it", async (subject, cancellationToken) =>
            {
                var pass = await subject.PassAsync(cancellationToken);
                foreach (var path in (string[])["/%00", "/a%2Fb/../c", "/" + new string('a', 4000), "/?%zz=%&&=", "/%E2%82%AC"])
                {
                    await HttpExchange.SendAsync(subject.Middleware, "GET", path, "", pass, cancellationToken);
                    await HttpExchange.SendAsync(subject.Middleware, "GET", path, "", Nothing, cancellationToken);
                }
            }),
            new("a body of 64 KiB is handled", async (subject, cancellationToken)
                => await SendAsync(subject, await subject.PassAsync(cancellationToken), "PUT", "/large", new string('x', 64 * 1024), cancellationToken)),
            new("100 requests at once are handled", async (subject, cancellationToken) =>
            {
                var pass = await subject.PassAsync(cancellationToken);
                await Task.WhenAll(Enumerable.Range(0, Many).Select(
                    number => Task.Run(() => SendAsync(subject, pass, "GET", $"/many/{number}", "", cancellationToken), cancellationToken)));
            }),
            new("what goes wrong behind it goes through it", async (subject, cancellationToken) =>
            {
                var isPassed = false;
                try
                {
                    await subject.Middleware.InvokeAsync(
                        HttpExchange.Request("GET", "/", "", await subject.PassAsync(cancellationToken), cancellationToken),
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
                var pass = await subject.PassAsync(cancellationToken);
                using var broken = new CancellationTokenSource();
                await broken.CancelAsync();
                await subject.Middleware.InvokeAsync(HttpExchange.Request("GET", "/broken", "", pass, broken.Token), static _ => Task.CompletedTask)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await SendAsync(subject, pass, "GET", "/next", "", cancellationToken);
            }),
            new("a browser that signs in comes to where it wanted", async (subject, cancellationToken) =>
            {
                const string wanted = "/v1.0/state/store/key?metadata.partitionKey=a%2Fb";
                using var browser = new Browser(subject.Middleware, subject.Headers);
                var (exchange, _) = await browser.OpenAsync(wanted, cancellationToken);
                Expect.Equal(wanted, RequestTarget.Of(exchange.Context), "the target of the request that is passed on");
            }) { Needs = [HttpMiddlewareAbilities.SignsIn] },
            new("a browser that has signed in is let through at once", async (subject, cancellationToken) =>
            {
                using var browser = new Browser(subject.Middleware, subject.Headers);
                await browser.OpenAsync("/", cancellationToken);
                Expect.Equal(1, (await browser.OpenAsync("/v1.0/metadata", cancellationToken)).Steps, "the number of requests that the second page takes");
            }) { Needs = [HttpMiddlewareAbilities.SignsIn] },
            new("a request with the headers that it needs is passed on", async (subject, cancellationToken) =>
            {
                var pass = await subject.PassAsync(cancellationToken);
                foreach (var method in (string[])["GET", "PUT", "DELETE"])
                    await SendAsync(subject, pass, method, "/v1.0/invoke/orders/method/list", "", cancellationToken);
            }) { Obstacle = GuardsNothing },
            new("a request without a header that it needs is answered, and not passed on", async (subject, cancellationToken) =>
            {
                await ExpectAnswerAsync(subject, Nothing, "a request without any of them", cancellationToken);
                var pass = await subject.PassAsync(cancellationToken);
                foreach (var name in pass.Keys)
                    await ExpectAnswerAsync(subject, pass.Where(header => header.Key != name).ToDictionary(), $"a request without the header {name}", cancellationToken);
            }) { Obstacle = GuardsNothing },
            new("a request with another value in such a header is answered, and not passed on", async (subject, cancellationToken) =>
            {
                var pass = await subject.PassAsync(cancellationToken);
                foreach (var (name, value) in pass)
                {
                    foreach (var wrong in Wrong(value))
                        await ExpectAnswerAsync(subject, new Dictionary<string, string>(pass) { [name] = wrong }, $"a request with a wrong value of the header {name}", cancellationToken);
                }
            }) { Needs = [HttpMiddlewareAbilities.Verifies], Obstacle = GuardsNothing },
            new("a request that is passed on has the headers that are added to it", async (subject, cancellationToken) =>
                await ExpectAddedAsync(subject, await subject.PassAsync(cancellationToken), cancellationToken)) { Obstacle = AddsNothing },
            new("a header that is added takes the place of the caller's", async (subject, cancellationToken) =>
            {
                var headers = await subject.PassAsync(cancellationToken);
                foreach (var name in subject.Added.Keys)
                    headers.TryAdd(name, Forged);
                await ExpectAddedAsync(subject, headers, cancellationToken);
            }) { Needs = [HttpMiddlewareAbilities.Overrides], Obstacle = AddsNothing },
        ]);

    private static string? GuardsNothing(HttpMiddlewareSubject subject)
        => subject.Guards ? null : "nobody has told which headers a request needs";

    private static string? AddsNothing(HttpMiddlewareSubject subject)
        => subject.Added.Count > 0 ? null : "nobody has told which headers are added";

    /// <summary>Sends a request with all that it needs. Where something is needed, it is to be passed on.</summary>
    private static async Task<HttpExchange> SendAsync(
        HttpMiddlewareSubject subject, Dictionary<string, string> pass, string method, string path, string body, CancellationToken cancellationToken)
    {
        var exchange = await HttpExchange.SendAsync(subject.Middleware, method, path, body, pass, cancellationToken);
        Expect.True(!subject.Guards || exchange.Passed is not null, $"{method} with the headers that a request needs should be passed on; {exchange.Outcome}");
        return exchange;
    }

    private static async Task ExpectAnswerAsync(
        HttpMiddlewareSubject subject, IReadOnlyDictionary<string, string> headers, string what, CancellationToken cancellationToken)
    {
        var exchange = await HttpExchange.SendAsync(subject.Middleware, "GET", "/v1.0/metadata", "", headers, cancellationToken);
        Expect.True(exchange is { Passed: null, Status: >= 300 and < 500 }, $"{what} should be answered with a status from 300 to 499; {exchange.Outcome}");
    }

    private static async Task ExpectAddedAsync(HttpMiddlewareSubject subject, Dictionary<string, string> headers, CancellationToken cancellationToken)
    {
        var exchange = await HttpExchange.SendAsync(subject.Middleware, "GET", "/v1.0/metadata", "", headers, cancellationToken);
        Expect.True(exchange.Passed is not null, $"a request should be passed on; {exchange.Outcome}");
        foreach (var (name, value) in subject.Added)
            Expect.True(exchange.Passed.TryGetValue(name, out var actual) && actual == value, $"a request that is passed on should have the header {name} as it was told; it has {(actual is null ? "none" : "another")}");
    }

    private static IEnumerable<string> Wrong(string value)
    {
        // In the middle, because at the end of an encoded text there may be bits that nobody looks at.
        var changed = value.ToCharArray();
        if (changed.Length > 0)
            changed[value.Length / 2] = changed[value.Length / 2] == 'x' ? 'y' : 'x';
        string[] others = ["", Forged, value[..(value.Length / 2)], new string(changed)];
        return others.Where(other => other != value);
    }
}
