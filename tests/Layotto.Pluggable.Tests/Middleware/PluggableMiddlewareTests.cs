using System.Net.Sockets;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Layotto.Components;
using Layotto.Components.HttpMiddleware;
using Layotto.Grpc.Hosting;
using Layotto.Pluggable.Tests.Processes;
using Layotto.Protos.Components.V1;
using Layotto.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Layotto.Pluggable.Tests.Middleware;

/// <summary>A middleware in another process, before a real server.</summary>
public sealed class PluggableMiddlewareTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Script _script = new();
    private readonly TestStore.HealthLog _health = new();
    private readonly FakeMiddlewareService _service = new();
    private string? _reached;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_process_sees_the_head_of_a_request_and_the_request_goes_on()
    {
        await using var gateway = await StartAsync();

        var (status, body, _) = await gateway.SendAsync(HttpMethod.Post, "/v1.0/a%2Fb?q=%20", "hello", ("X-Test", "1"));

        Assert.Equal((200, "POST /v1.0/a%2Fb?q=%20 hello"), (status, body));
        var request = Assert.Single(_service.Requests);
        Assert.Equal(("POST", "/v1.0/a%2Fb", "q=%20"), (request.Method, request.Path, request.Query));
        Assert.Contains(request.Headers, header => header.Name == "X-Test" && header.Value == "1");
        Assert.True(request.Body.IsEmpty);
        Assert.Empty(_service.Responses);
    }

    [Fact]
    public async Task A_request_goes_on_as_the_process_has_changed_it()
    {
        _service.Decide = static _ => new HandleRequestResponse
        {
            Continue = new ContinueRequest
            {
                Method = "PUT",
                Path = "/other%2Fpath",
                Query = "x=1",
                SetHeaders = { Header("X-New", "a"), Header("X-New", "b"), Header("Content-Length", "1"), Header("Transfer-Encoding", "chunked") },
                RemoveHeaders = { "X-Old", "Content-Length" },
                AnswerHeaders = { Header("X-Early", "1") },
            },
        };
        await using var gateway = await StartAsync();

        var (status, body, headers) = await gateway.SendAsync(HttpMethod.Post, "/path?q=1", "hello", ("X-Old", "1"));

        Assert.Equal((200, "PUT /other%2Fpath?x=1 X-New=a,b hello", "1"), (status, body, headers["X-Early"]));
    }

    [Fact]
    public async Task A_request_is_answered_at_once_as_the_process_wants_it()
    {
        _service.Decide = static _ => new HandleRequestResponse
        {
            Answer = new AnswerRequest { Status = 418, Headers = { Header("X-Why", "teapot"), Header("Content-Type", "text/tea") }, Body = ByteString.CopyFromUtf8("no") },
        };
        await using var gateway = await StartAsync();

        var (status, body, headers) = await gateway.SendAsync(HttpMethod.Get, "/");

        Assert.Equal((418, "no", "teapot"), (status, body, headers["X-Why"]));
        Assert.Null(_reached);
        _service.Decide = static _ => new HandleRequestResponse { Answer = new AnswerRequest { Status = 204, Body = ByteString.CopyFromUtf8("no") } };
        Assert.Equal((204, ""), await gateway.StatusAndBodyAsync(HttpMethod.Get, "/"));
    }

    [Fact]
    public async Task A_body_that_was_asked_for_is_shown_and_goes_on_changed_or_not()
    {
        _service.Wishes = new HttpMiddlewareInitResponse { WantsRequestBody = true, MaxRequestBodyBytes = 100_000 };
        await using var gateway = await StartAsync();
        var text = new string('x', 100_000);

        Assert.Equal((200, $"POST / {text}"), await gateway.StatusAndBodyAsync(HttpMethod.Post, "/", text));
        Assert.Equal(text, _service.Requests.Last().Body.ToStringUtf8());
        _service.Decide = static request => new HandleRequestResponse
        {
            Continue = new ContinueRequest { Body = ByteString.CopyFromUtf8(request.Body.ToStringUtf8().ToUpperInvariant() + "!") },
        };
        Assert.Equal((200, "POST / HELLO!"), await gateway.StatusAndBodyAsync(HttpMethod.Post, "/", "hello"));
        Assert.Equal((200, "GET / !"), await gateway.StatusAndBodyAsync(HttpMethod.Get, "/"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_that_is_larger_than_wanted_is_refused(bool isChunked)
    {
        _service.Wishes = new HttpMiddlewareInitResponse { WantsRequestBody = true, MaxRequestBodyBytes = 20_000 };
        await using var gateway = await StartAsync();

        var (status, body, _) = await gateway.SendAsync(HttpMethod.Post, "/", new string('x', 20_001), isChunked: isChunked);

        Assert.Equal((413, "The middleware mystore takes bodies of 20000 bytes at most."), (status, body));
        Assert.Empty(_service.Requests);
    }

    [Fact]
    public async Task The_head_of_an_answer_is_changed_where_the_process_wants_to()
    {
        _service.Wishes = new HttpMiddlewareInitResponse { WantsResponse = true };
        _service.Decide = static request => new HandleRequestResponse { Continue = new ContinueRequest { State = ByteString.CopyFromUtf8(request.Path) } };
        _service.Change = static response => new HandleResponseResponse
        {
            Status = 202, SetHeaders = { Header("X-State", response.State.ToStringUtf8()) }, RemoveHeaders = { "X-Server" },
        };
        await using var gateway = await StartAsync();

        var (status, body, headers) = await gateway.SendAsync(HttpMethod.Get, "/path");

        Assert.Equal((202, "GET /path", "/path"), (status, body, headers["X-State"]));
        Assert.False(headers.ContainsKey("X-Server"));
        var response = Assert.Single(_service.Responses);
        Assert.Equal(200, response.Status);
        Assert.Contains(response.Headers, header => header.Name == "X-Server");
    }

    [Fact]
    public async Task An_answer_whose_head_the_process_could_not_see_is_not_sent()
    {
        _service.Wishes = new HttpMiddlewareInitResponse { WantsResponse = true };
        _service.Change = static _ => throw new RpcException(new Status(StatusCode.Internal, "no"));
        await using var gateway = await StartAsync();

        var (status, body, headers) = await gateway.SendAsync(HttpMethod.Get, "/secret");

        Assert.Equal((500, ""), (status, body));
        Assert.False(headers.ContainsKey("X-Server"));
    }

    public static TheoryData<string, Func<HandleRequestResponse>> Mistakes => new()
    {
        { "without a decision", static () => new HandleRequestResponse() },
        { "a path that can't be one", static () => new HandleRequestResponse { Continue = new ContinueRequest { Path = "no-slash" } } },
        { "a path that can't be one", static () => new HandleRequestResponse { Continue = new ContinueRequest { Path = "/a b" } } },
        { "a query that can't be one", static () => new HandleRequestResponse { Continue = new ContinueRequest { Query = "a#b" } } },
        { "a method that can't be one", static () => new HandleRequestResponse { Continue = new ContinueRequest { Method = "G ET" } } },
        { "can't be a name", static () => new HandleRequestResponse { Continue = new ContinueRequest { SetHeaders = { Header("a b", "") } } } },
        { "a line break", static () => new HandleRequestResponse { Continue = new ContinueRequest { SetHeaders = { Header("a", "b\r\nc: d") } } } },
        { "the status 99", static () => new HandleRequestResponse { Answer = new AnswerRequest { Status = 99 } } },
        { "the status 0", static () => new HandleRequestResponse { Answer = new AnswerRequest() } },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_decision_that_cannot_be_carried_out_lets_nothing_pass(string expected, Func<HandleRequestResponse> decision)
    {
        _service.Decide = _ => decision();
        await using var gateway = await StartAsync();

        var (status, body) = await gateway.StatusAndBodyAsync(HttpMethod.Get, "/");

        Assert.Equal(502, status);
        Assert.StartsWith("The middleware mystore can't decide about the request: ", body, StringComparison.Ordinal);
        Assert.Contains(expected, body, StringComparison.Ordinal);
        Assert.Null(_reached);
    }

    [Fact]
    public async Task A_request_does_not_pass_while_the_process_is_gone_and_passes_when_it_is_back()
    {
        await using var gateway = await StartAsync();
        await gateway.Process.DisposeAsync();
        await Patience.UntilAsync(() => _health.Last.Health == ComponentHealth.Failed, "the loss is reported");

        var (status, body) = await gateway.StatusAndBodyAsync(HttpMethod.Get, "/");

        Assert.Equal(503, status);
        Assert.Contains(_folder.File("step.sock"), body, StringComparison.Ordinal);
        Assert.Null(_reached);
        gateway.Process = await ServeAsync();
        await Patience.UntilAsync(() => _health.Last.Health == ComponentHealth.Ready, "it is used again");
        Assert.Equal((200, "GET /"), await gateway.StatusAndBodyAsync(HttpMethod.Get, "/"));
    }

    [Fact]
    public async Task A_slow_process_is_not_waited_for_without_end()
    {
        _script.Before["HandleRequest"] = Script.HangAsync;
        await using var gateway = await StartAsync(("layotto.callTimeout", "100ms"));

        var (status, body) = await gateway.StatusAndBodyAsync(HttpMethod.Get, "/");

        Assert.Equal(503, status);
        Assert.Contains("layotto.callTimeout", body, StringComparison.Ordinal);
    }

    private static HttpHeader Header(string name, string value) => new() { Name = name, Value = value };

    private async Task AnswerAsync(HttpContext context)
    {
        var body = await new StreamReader(context.Request.Body).ReadToEndAsync(context.RequestAborted);
        var added = context.Request.Headers.TryGetValue("X-New", out var values) ? $" X-New={values}" : "";
        var old = context.Request.Headers.ContainsKey("X-Old") ? " X-Old" : "";
        var text = body.Length == 0 ? "" : $" {body}";
        _reached = $"{context.Request.Method} {RequestTarget.Of(context)}{added}{old}{text}";
        context.Response.Headers["X-Server"] = "1";
        await context.Response.WriteAsync(_reached, context.RequestAborted);
    }

    private Task<FakeProcess> ServeAsync() => FakeProcess.ServeAsync(_folder.File("step.sock"), _script, [FakeMiddlewareService.Serve(_service)]);

    private async Task<Gateway> StartAsync(params (string Key, string Value)[] metadata)
    {
        var process = await ServeAsync();
        var middleware = await TestComponents.StartAsync<IHttpMiddleware>(
            _folder.File("step.sock"), ComponentKind.HttpMiddleware, _health, metadata: metadata);
        var path = _folder.File("http");
        var host = new KestrelHost(
            new KestrelHostOptions { Endpoints = [ListenEndpoint.Unix(path, ListenProtocols.Http1)] },
            context => middleware.InvokeAsync(context, AnswerAsync),
            NullLoggerFactory.Instance);
        await host.StartAsync(Patience.Cancellation).Soon();
        return new Gateway(process, middleware, host, path);
    }

    /// <summary>A server with the middleware before it.</summary>
    private sealed class Gateway(FakeProcess process, IHttpMiddleware middleware, KestrelHost host, string path) : IAsyncDisposable
    {
        private readonly HttpClient _client = new(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });

        public FakeProcess Process { get; set; } = process;

        public async Task<(int Status, string Body)> StatusAndBodyAsync(HttpMethod method, string target, string? body = null)
        {
            var (status, text, _) = await SendAsync(method, target, body);
            return (status, text);
        }

        public async Task<(int Status, string Body, Dictionary<string, string> Headers)> SendAsync(
            HttpMethod method, string target, string? body = null, params (string Name, string Value)[] headers)
            => await SendAsync(method, target, body, false, headers);

        public async Task<(int Status, string Body, Dictionary<string, string> Headers)> SendAsync(
            HttpMethod method, string target, string? body, bool isChunked, params (string Name, string Value)[] headers)
        {
            using var request = new HttpRequestMessage(method, new Uri($"http://localhost{target}"));
            if (body is not null)
                request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Headers.TransferEncodingChunked = isChunked ? true : null;
            foreach (var (name, value) in headers)
                request.Headers.Add(name, value);
            using var response = await _client.SendAsync(request, Patience.Cancellation).Soon();
            var text = await response.Content.ReadAsStringAsync(Patience.Cancellation).Soon();
            return ((int)response.StatusCode, text, response.Headers.ToDictionary(header => header.Key, header => string.Join(',', header.Value), StringComparer.OrdinalIgnoreCase));
        }

        public async ValueTask DisposeAsync()
        {
            _client.Dispose();
            await host.DisposeAsync();
            await middleware.DisposeAsync();
            await Process.DisposeAsync();
        }
    }
}
