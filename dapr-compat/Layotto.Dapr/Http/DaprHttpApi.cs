using System.Diagnostics;
using Grpc.Core;
using Layotto.Components.HttpMiddleware;
using Layotto.Dapr.Http.Routes;
using Layotto.Dapr.Http.Routing;
using Layotto.Dapr.Invocation;
using Layotto.Dapr.Telemetry;
using Layotto.Runtime.Errors;
using Layotto.Runtime.HttpPipelines;
using Layotto.Runtime.Telemetry.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Layotto.Dapr.Http;

/// <summary>Dapr's HTTP API: takes a request from the server and answers it.</summary>
/// <remarks>
/// A request passes, in this order: tracing and metrics, CORS, the API token, the middleware of the <c>httpPipeline</c>, the log of calls,
/// its route. What no route takes is service invocation, whatever its path: that is Dapr's rule, and why an unknown path is answered
/// with <c>ERR_DIRECT_INVOKE</c>.
/// </remarks>
public sealed class DaprHttpApi : IHttpPipelineEnd
{
    private const string InvokeService = "InvokeService";

    private readonly RouteTable _routes;
    private readonly ServiceInvocation? _invocation;
    private readonly DaprHttpOptions _options;
    private readonly CorsPolicy? _cors;
    private readonly HttpTelemetry? _telemetry;
    private readonly ErrorMetrics _errors;
    private readonly ILogger _logger;
    private readonly ILogger _calls;

    /// <summary>Creates the API.</summary>
    public DaprHttpApi(DaprServices services, DaprHttpOptions options, ILoggerFactory loggers)
        : this(services, AllRoutes(services, options), services.Invocation, options, loggers)
    {
    }

    private DaprHttpApi(
        DaprServices services, IEnumerable<HttpRoute> routes, ServiceInvocation? invocation, DaprHttpOptions options, ILoggerFactory loggers)
    {
        _invocation = invocation;
        _routes = new RouteTable(routes.Where(route => route.IsHealthCheck || options.Access.Allows(route.Group.Name, route.Group.Version)));
        _options = options;
        _cors = CorsPolicy.Create(options.AllowedOrigins);
        _telemetry = HttpTelemetry.Create(services.Metrics, services.Tracer);
        _errors = services.Metrics.Errors;
        _logger = loggers.CreateLogger("dapr.runtime.http");
        _calls = loggers.CreateLogger("dapr.runtime.http-info");
    }

    /// <summary>The routes that are served, also those that aren't built yet.</summary>
    public IReadOnlyList<HttpRoute> Routes => _routes.Routes;

    /// <summary>The API as the public port serves it: health and metadata, without a token.</summary>
    public static DaprHttpApi ForPublicPort(DaprServices services, DaprHttpOptions options, ILoggerFactory loggers)
        => new(
            services,
            [
                .. new HealthRoutes(services.Health, services.OutboundHealth, services.Metadata).All,
                .. new MetadataRoutes(services.Metadata, options.MaxBodySize).All,
            ],
            invocation: null,
            options with { Token = null, AllowedOrigins = "", Pipeline = null, Logging = null },
            loggers);

    /// <summary>
    /// Whether a request is answered without ever blocking a thread: an invocation, which only passes by, with nothing before it that
    /// somebody else wrote, and no log to be written.
    /// </summary>
    public bool NeverBlocks(HttpContext context)
        => _options.Pipeline is null or { IsEmpty: true }
            && _options.Logging is null
            && RequestTarget.Of(context).StartsWith(InvocationTarget.PathPrefix, StringComparison.Ordinal);

    /// <summary>Answers a request.</summary>
    public Task HandleAsync(HttpContext context)
    {
        var start = _telemetry is null ? 0 : Stopwatch.GetTimestamp();
        var target = RequestTarget.Of(context);
        var path = RequestPath.Clean(RequestPath.OfTarget(target));
        var match = _routes.TryMatch(context.Request.Method, path, out var route, out var values);
        if (_telemetry is null)
            return AdmitAsync(context, match, route, values);
        var answering = _telemetry.Begin(context, path, route, values, out var span) is { } problem
            ? HttpAnswer.PlainTextAsync(context, StatusCodes.Status400BadRequest, problem)
            : AdmitAsync(context, match, route, values);
        if (!answering.IsCompletedSuccessfully)
            return _telemetry.EndAsync(context, target, answering, start, span);
        _telemetry.End(context, target, start, span);
        return answering;
    }

    private Task AdmitAsync(HttpContext context, RouteMatch match, HttpRoute? route, string[] values)
    {
        if (_cors is not null && _cors.Apply(context))
            return Task.CompletedTask;
        if (_options.Token is { } token && !IsAuthorized(context, token, route))
        {
            return HttpAnswer.PlainTextAsync(context, StatusCodes.Status401Unauthorized, "invalid api token");
        }

        return _options.Pipeline is { IsEmpty: false } pipeline ? PassAsync(pipeline, context) : ContinueAsync(context, match, route, values);
    }

    // A middleware may have sent the request elsewhere, so its route is looked for again.
    Task IHttpPipelineEnd.InvokeAsync(HttpContext context)
    {
        var match = _routes.TryMatch(context.Request.Method, PathOf(context), out var route, out var values);
        return ContinueAsync(context, match, route, values);
    }

    private async Task PassAsync(HttpPipeline pipeline, HttpContext context)
    {
        try
        {
            await pipeline.InvokeAsync(context, this).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            await AnswerErrorAsync(context, "httpPipeline", exception).ConfigureAwait(false);
        }
    }

    private static ReadOnlySpan<char> PathOf(HttpContext context) => RequestPath.Clean(RequestPath.OfTarget(RequestTarget.Of(context)));

    private Task ContinueAsync(HttpContext context, RouteMatch match, HttpRoute? route, string[] values)
    {
        if (match == RouteMatch.BadEscape)
        {
            return HttpAnswer.PlainTextAsync(
                context, StatusCodes.Status400BadRequest, "the path has a percent sign that isn't followed by two hexadecimal digits");
        }

        return _options.Logging is { } logging ? LogAsync(context, route, values, logging) : AnswerAsync(context, route, values);
    }

    // The token is taken off the request: what lies behind the API must never see it.
    private static bool IsAuthorized(HttpContext context, ApiToken token, HttpRoute? route)
    {
        var isRight = context.Request.Headers.TryGetValue(ApiToken.HeaderName, out var given) && given.Count == 1 && token.Matches(given[0]);
        context.Request.Headers.Remove(ApiToken.HeaderName);
        return isRight || route is { IsHealthCheck: true };
    }

    private Task AnswerAsync(HttpContext context, HttpRoute? route, string[] values)
    {
        if (route is { Handler: null })
        {
            return ErrorAsync(context, new ApiException(
                CommonErrors.Unimplemented, ErrorKind.Unimplemented, $"The API {route.Name} is not built yet; docs/status.md lists what is."));
        }

        Task answering;
        try
        {
            answering = route is null ? InvokeAsync(context) : route.Handler(context, values);
        }
        catch (Exception exception)
        {
            return AnswerErrorAsync(context, route?.Name ?? InvokeService, exception);
        }

        return answering.IsCompletedSuccessfully ? answering : AwaitAsync(context, route, answering);
    }

    // What no route takes is a call of an app, if it names one.
    private Task InvokeAsync(HttpContext context)
    {
        var target = RequestTarget.Of(context);
        string id, path;
        try
        {
            if (!_options.Access.Allows("invoke", "v1") || !InvocationTarget.TryRead(context.Request, target, out id, out path))
                throw InvocationErrors.NoAppId;
        }
        catch (RpcException exception)
        {
            return HttpAnswer.PlainTextAsync(context, StatusCodes.Status400BadRequest, exception.Status.Detail);
        }

        return (_invocation ?? throw InvocationErrors.NotReady).HandleAsync(context, id, path);
    }

    private async Task AwaitAsync(HttpContext context, HttpRoute? route, Task answering)
    {
        try
        {
            await answering.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            await AnswerErrorAsync(context, route?.Name ?? InvokeService, exception).ConfigureAwait(false);
        }
    }

    private Task AnswerErrorAsync(HttpContext context, string api, Exception exception)
    {
        if (exception is OperationCanceledException && context.RequestAborted.IsCancellationRequested)
            return Task.CompletedTask;
        if (exception is not ApiException error)
        {
            _logger.LogError(exception, "The API {Api} failed in a way that nobody foresaw", api);
            error = new ApiException(CommonErrors.Internal, ErrorKind.Internal, "The gateway failed in a way that nobody foresaw; its log says more.");
        }
        else if (_logger.IsEnabled(LogLevel.Debug))
        {
            _logger.LogDebug("{Api}: {Message}", api, error.Message);
        }

        if (!context.Response.HasStarted)
            return ErrorAsync(context, error);
        context.Abort();
        return Task.CompletedTask;
    }

    private Task ErrorAsync(HttpContext context, ApiException error)
    {
        _errors.Record(error.Code);
        return HttpAnswer.ErrorAsync(context, error);
    }

    private async Task LogAsync(HttpContext context, HttpRoute? route, string[] values, ApiLogging logging)
    {
        var start = Stopwatch.GetTimestamp();
        await AnswerAsync(context, route, values).ConfigureAwait(false);
        if (logging.OmitHealthChecks && route is { IsHealthCheck: true })
            return;
        var method = logging.ObfuscateUrls ? route?.Name ?? InvokeService : $"{context.Request.Method} {context.Request.Path}";
        var fields = new Dictionary<string, object>
        {
            ["method"] = method,
            ["code"] = context.Response.StatusCode,
            ["size"] = context.Response.ContentLength ?? 0,
            ["duration"] = (long)Stopwatch.GetElapsedTime(start).TotalMilliseconds,
        };
        if (context.Request.Headers.UserAgent.ToString() is { Length: > 0 } userAgent)
            fields["useragent"] = userAgent;
        using (_calls.BeginScope(fields))
            _calls.LogInformation("HTTP API Called");
    }

    private static IEnumerable<HttpRoute> AllRoutes(DaprServices services, DaprHttpOptions options) =>
    [
        .. new StateRoutes(services.State, options.MaxBodySize).All,
        .. new PublishRoutes(services.PubSub, services.Metadata.AppId, options.MaxBodySize, services.Tracer).All,
        .. new SecretRoutes(services.Secrets).All,
        .. new CryptoRoutes(services.Crypto, options.MaxBodySize).All,
        .. new SubtleCryptoRoutes(services.Crypto, options.MaxBodySize).All,
        .. new MetadataRoutes(services.Metadata, options.MaxBodySize).All,
        .. new ComponentRoutes(services.Metadata).All,
        .. new HealthRoutes(services.Health, services.OutboundHealth, services.Metadata).All,
        .. new BindingRoutes(services.Bindings, options.MaxBodySize, services.Tracer).All,
        .. new ConfigurationRoutes(services.Configuration, services.ConfigurationApp).All,
        .. new LockRoutes(services.Locks, options.MaxBodySize).All,
        .. new ShutdownRoutes(services.Shutdown).All,
        .. PlannedRoutes.All,
    ];
}
