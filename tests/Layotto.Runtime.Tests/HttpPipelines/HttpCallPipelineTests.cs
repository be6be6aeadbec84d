using System.Net;
using System.Text;
using Layotto.Components.HttpMiddleware;
using Layotto.Runtime.HttpPipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Layotto.Runtime.Tests.HttpPipelines;

/// <summary>Calls that go out through a pipeline.</summary>
public sealed class HttpCallPipelineTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private readonly PipelineWorld _world = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_nobody_changes_goes_through_as_it_is()
    {
        _world.PutMark("a");
        var content = new StringContent("question", Encoding.UTF8, "text/plain");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/a%2Fb?c=%20", UriKind.Relative)) { Content = content };
        request.Headers.TryAddWithoutValidation("X-Many", ["1", "2"]);
        var answer = new HttpResponseMessage(HttpStatusCode.Accepted) { Content = new StringContent("answer"), ReasonPhrase = "Fine" };
        answer.Headers.TryAddWithoutValidation("X-Many", ["3", "4"]);

        using var response = await SendAsync(request, (sent, _) =>
        {
            Assert.Same(content, sent.Content);
            Assert.Equal("/a%2Fb?c=%20", sent.RequestUri!.OriginalString);
            Assert.Equal(HttpMethod.Post, sent.Method);
            Assert.Equal(["1", "2"], sent.Headers.GetValues("X-Many"));
            Assert.Equal(["a"], sent.Headers.GetValues("in"));
            Assert.Equal("text/plain; charset=utf-8", sent.Content!.Headers.ContentType!.ToString());
            return Task.FromResult(answer);
        });

        Assert.Same(answer, response);
        Assert.Equal((HttpStatusCode.Accepted, "Fine", "answer"), (response.StatusCode, response.ReasonPhrase, await response.Content.ReadAsStringAsync(Cancellation)));
        Assert.Equal(["3", "4"], response.Headers.GetValues("X-Many"));
        Assert.Equal(["a"], response.Headers.GetValues("out"));
        Assert.Equal("text/plain; charset=utf-8", response.Content.Headers.ContentType!.ToString());
    }

    [Fact]
    public async Task Method_path_headers_and_status_can_be_changed()
    {
        _world.Put("a", async (context, next) =>
        {
            Assert.Equal(("/old path", "?x=1"), (context.Request.Path.Value, context.Request.QueryString.Value));
            RequestTarget.Rewrite(context, "/new%20path", "y=2");
            context.Request.Method = "PUT";
            context.Request.Headers.Remove("X-Gone");
            await next(context);
            context.Response.StatusCode = 418;
            context.Response.Headers.Remove("X-Secret");
        });

        foreach (var uri in new[] { new Uri("/old%20path?x=1", UriKind.Relative), new Uri("http://app:8080/old%20path?x=1") })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, uri);
            request.Headers.Add("X-Gone", "1");
            using var response = await SendAsync(request, (sent, _) =>
            {
                Assert.Equal(uri.IsAbsoluteUri ? "http://app:8080/new%20path?y=2" : "/new%20path?y=2", sent.RequestUri!.OriginalString);
                Assert.Equal((HttpMethod.Put, false, null), (sent.Method, sent.Headers.Contains("X-Gone"), sent.Content));
                var answer = new HttpResponseMessage();
                answer.Headers.Add("X-Secret", "1");
                return Task.FromResult(answer);
            });

            Assert.Equal((418, false), ((int)response.StatusCode, response.Headers.Contains("X-Secret")));
        }
    }

    [Fact]
    public async Task A_middleware_can_answer_itself()
    {
        _world.Put("wall", async (context, _) =>
        {
            context.Response.StatusCode = 429;
            context.Response.ContentType = "text/plain";
            context.Response.ContentLength = 4;
            await context.Response.WriteAsync("busy");
        });
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/", UriKind.Relative));

        using var response = await SendAsync(request, (_, _) => throw new InvalidOperationException("must not be called"));

        Assert.Equal((HttpStatusCode)429, response.StatusCode);
        Assert.Equal(("text/plain", 4L), (response.Content.Headers.ContentType!.ToString(), response.Content.Headers.ContentLength));
        Assert.Equal("busy", await response.Content.ReadAsStringAsync(Cancellation));
    }

    [Fact]
    public async Task An_answer_without_a_body_and_one_left_in_the_writer_arrive()
    {
        _world.Put("wall", (context, _) =>
        {
            context.Response.StatusCode = 204;
            return Task.CompletedTask;
        });
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/", UriKind.Relative));
        using var empty = await SendAsync(request, (_, _) => throw new InvalidOperationException("must not be called"));
        Assert.Equal((HttpStatusCode.NoContent, ""), (empty.StatusCode, await empty.Content.ReadAsStringAsync(Cancellation)));

        _world.Put("wall", (context, _) =>
        {
            context.Response.BodyWriter.GetSpan(1)[0] = (byte)'x';
            context.Response.BodyWriter.Advance(1);
            return Task.CompletedTask;
        });
        using var left = await SendAsync(request, (_, _) => throw new InvalidOperationException("must not be called"));
        Assert.Equal("x", await left.Content.ReadAsStringAsync(Cancellation));
    }

    [Fact]
    public async Task Bodies_that_are_changed_stream_both_ways()
    {
        _world.Put("change", async (context, next) =>
        {
            context.Request.Body = new Counting(context.Request.Body);
            context.Request.ContentLength = null;
            var plain = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
            context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(new Counting(plain.Stream), plain));
            await next(context);
        });
        using var questions = new Steps();
        using var answers = new Steps();
        var seen = Channel();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/", UriKind.Relative)) { Content = new StreamContent(questions) };

        var sending = SendAsync(request, async (sent, token) =>
        {
            seen.TrySetResult(await sent.Content!.ReadAsStreamAsync(token));
            return new HttpResponseMessage { Content = new StreamContent(answers) };
        });
        var question = await seen.Task.WaitAsync(Deadline, Cancellation);
        foreach (var piece in new[] { "one", "two" })
        {
            questions.Give(piece);
            Assert.Equal(piece, await ReadAsync(question));
        }

        answers.Give("first");
        using var response = await sending;
        var answer = await response.Content.ReadAsStreamAsync(Cancellation);
        Assert.Equal("first", await ReadAsync(answer));
        answers.Give("second");
        Assert.Equal("second", await ReadAsync(answer));
        questions.Give("");
        Assert.Equal("", await ReadAsync(question));
        answers.Give("");
        Assert.Equal("", await ReadAsync(answer));
    }

    [Fact]
    public async Task A_failure_reaches_the_caller_before_the_answer_and_within_it()
    {
        Watch();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/", UriKind.Relative));
        var error = await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(request, (_, _) => throw new HttpRequestException("gone")));
        Assert.Equal("gone", error.Message);

        using var body = new Steps();
        var sending = SendAsync(request, (_, _) => Task.FromResult(new HttpResponseMessage { Content = new StreamContent(body) }));
        body.Give("half");
        using var response = await sending;
        var answer = await response.Content.ReadAsStreamAsync(Cancellation);
        Assert.Equal("half", await ReadAsync(answer));
        body.Fail(new IOException("broken off"));
        Assert.Equal("broken off", (await Assert.ThrowsAsync<IOException>(() => ReadAsync(answer))).Message);
    }

    [Fact]
    public async Task Who_lets_go_of_an_answer_stops_it_and_frees_what_is_held()
    {
        Watch();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/", UriKind.Relative));
        using var body = new Steps();
        var token = default(CancellationToken);
        var sending = SendAsync(request, (_, aborted) =>
        {
            token = aborted;
            return Task.FromResult(new HttpResponseMessage { Content = new StreamContent(body) });
        });
        body.Give("half");
        var response = await sending;

        response.Dispose();

        Assert.True(token.IsCancellationRequested);
        await body.Disposed.WaitAsync(Deadline, Cancellation);
        Assert.True(_world.Registry.TryGet("a", out var instance));
        await instance.RetireAsync().WaitAsync(Deadline, Cancellation);
    }

    [Fact]
    public async Task A_caller_who_gives_up_cancels_the_call()
    {
        Watch();
        using var caller = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/", UriKind.Relative));
        var isInside = new TaskCompletionSource();
        var sending = new HttpCallPipeline(_world.Pipeline("a")).SendAsync(
            request,
            async (_, token) =>
            {
                isInside.SetResult();
                await Task.Delay(Timeout.Infinite, token);
                return new HttpResponseMessage();
            },
            caller.Token);
        await isInside.Task.WaitAsync(Deadline, Cancellation);

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending.WaitAsync(Deadline, Cancellation));
    }

    [Fact]
    public async Task Without_middleware_nothing_lies_between()
    {
        using var request = new HttpRequestMessage();
        var answer = Task.FromResult(new HttpResponseMessage());
        var pipeline = new HttpCallPipeline(_world.Pipeline(Array.Empty<string>()));

        Assert.Same(answer, pipeline.SendAsync(request, (_, _) => answer, Cancellation));
        (await answer).Dispose();
    }

    // A middleware that looks at the answer's body.
    private void Watch() => _world.Put("a", async (context, next) =>
    {
        var plain = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(new Counting(plain.Stream), plain));
        await next(context);
    });

    private Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send)
        => new HttpCallPipeline(_world.Pipeline([.. _world.Registry.All.Select(instance => instance.Name)]))
            .SendAsync(request, send, Cancellation).WaitAsync(Deadline, Cancellation);

    private static TaskCompletionSource<Stream> Channel() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static async Task<string> ReadAsync(Stream stream)
    {
        var buffer = new byte[64];
        var length = await stream.ReadAsync(buffer, Cancellation).AsTask().WaitAsync(Deadline, Cancellation);
        return Encoding.UTF8.GetString(buffer, 0, length);
    }
}
