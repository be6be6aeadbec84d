using System.Net;
using System.Text;
using Layotto.Components.HttpMiddleware;
using Layotto.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Layotto.Components.Middleware.Tests.Support;

/// <summary>A request that went through a middleware, and what came of it.</summary>
internal sealed class Exchange : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly MemoryStream _body = new();

    private Exchange(DefaultHttpContext context) => Context = context;

    public DefaultHttpContext Context { get; }

    /// <summary>Whether the middleware let the request through.</summary>
    public bool IsPassed { get; private set; }

    public int Status => Context.Response.StatusCode;

    public string Body => Encoding.UTF8.GetString(_body.ToArray());

    /// <summary>Where routing would look.</summary>
    public string Target => RequestTarget.Of(Context);

    public string Header(string name) => Context.Response.Headers[name].ToString();

    public string RequestHeader(string name) => Context.Request.Headers[name].ToString();

    /// <summary>The cookies that the answer gives, as a browser sends them back.</summary>
    public string Cookies => string.Join("; ", Context.Response.Headers.SetCookie.Select(cookie => cookie!.Split(';')[0]));

    public void Dispose() => _body.Dispose();

    /// <summary>Makes a middleware.</summary>
    public static async Task<T> CreateAsync<T>(IEnumerable<KeyValuePair<string, string>> metadata, TimeProvider? time = null)
        where T : IHttpMiddleware, new()
    {
        var middleware = new T();
        await middleware.InitializeAsync(TestContexts.Create(metadata, time), TestContext.Current.CancellationToken).AsTask().WaitAsync(Deadline);
        return middleware;
    }

    /// <summary>Sends a request through a middleware.</summary>
    public static async Task<Exchange> RunAsync(
        IHttpMiddleware middleware, string target, Action<HttpContext>? prepare = null, RequestDelegate? next = null)
    {
        var context = new DefaultHttpContext();
        var exchange = new Exchange(context);
        context.Request.Method = "GET";
        context.Request.Host = new HostString("shop.example.com");
        RequestTarget.Rewrite(context, RequestTarget.PathOf(target).ToString(), RequestTarget.QueryOf(target).ToString());
        context.Features.Get<IHttpRequestFeature>()!.RawTarget = target;
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(exchange._body));
        context.Connection.RemoteIpAddress = IPAddress.Loopback;
        prepare?.Invoke(context);
        await middleware.InvokeAsync(context, async passed =>
        {
            exchange.IsPassed = true;
            if (next is not null)
                await next(passed);
        }).WaitAsync(Deadline);
        await context.Response.CompleteAsync().WaitAsync(Deadline);
        return exchange;
    }
}
