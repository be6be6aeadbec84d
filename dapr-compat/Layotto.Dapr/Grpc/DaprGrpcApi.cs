using System.Diagnostics;
using Grpc.Core;
using Layotto.Grpc.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Layotto.Dapr.Grpc;

/// <summary>
/// Stands before a gRPC server on the API port: the token, the APIs that may be called, and the log of calls. It looks at paths and
/// headers alone, so it costs a call nothing that has to be decoded.
/// </summary>
public sealed class DaprGrpcApi
{
    private const string HealthService = "/grpc.health.v1.Health/";

    private static readonly Status TokenMissing = new(StatusCode.Unauthenticated, "missing api token in request metadata");
    private static readonly Status TokenWrong = new(StatusCode.Unauthenticated, "authentication error: api token mismatch");
    private static readonly Status NotAvailable = new(StatusCode.Unimplemented, "requested endpoint is not available");

    private readonly GrpcServer _server;
    private readonly DaprGrpcOptions _options;
    private readonly ILogger _calls;
    private readonly bool _isGuarded;

    /// <summary>Creates the gate before a server.</summary>
    public DaprGrpcApi(GrpcServer server, DaprGrpcOptions options, ILoggerFactory loggers)
    {
        _server = server;
        _options = options;
        _calls = loggers.CreateLogger("dapr.runtime.grpc.api-info");
        _isGuarded = options.Token is not null || !options.Access.IsOpen;
    }

    /// <summary>Dapr's service, with a sentence in the place of what isn't built yet.</summary>
    /// <param name="services">What stands behind it.</param>
    public static ServerServiceDefinition Service(DaprServices services)
    {
        var builder = ServerServiceDefinition.CreateBuilder();
        Protos.Dapr.Runtime.V1.Dapr.BindService(
            new BuiltMethods(builder, typeof(Protos.Dapr.Runtime.V1.Dapr.DaprBase)), new DaprService(services));
        return builder.Build();
    }

    /// <summary>Answers a request.</summary>
    public Task HandleAsync(HttpContext context)
    {
        if (_isGuarded && Refusal(context) is { } status)
        {
            GrpcServer.Refuse(context, status);
            return Task.CompletedTask;
        }

        return _options.Logging is { } logging ? LogAsync(context, logging) : _server.HandleAsync(context);
    }

    private Status? Refusal(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        if (_options.Token is { } token && !path.StartsWith(HealthService, StringComparison.Ordinal))
        {
            if (!context.Request.Headers.TryGetValue(ApiToken.HeaderName, out var given))
                return TokenMissing;
            if (given.Count != 1 || !token.Matches(given[0]))
                return TokenWrong;
        }

        // The token is for this hop alone.
        context.Request.Headers.Remove(ApiToken.HeaderName);
        return !_options.Access.IsOpen
            && GrpcApiGroups.ByPath.TryGetValue(path, out var group)
            && !_options.Access.Allows(group.Name, group.Version)
                ? NotAvailable
                : null;
    }

    private async Task LogAsync(HttpContext context, ApiLogging logging)
    {
        var path = context.Request.Path.Value ?? "";
        var start = Stopwatch.GetTimestamp();
        await _server.HandleAsync(context).ConfigureAwait(false);
        if (logging.OmitHealthChecks && path.StartsWith(HealthService, StringComparison.Ordinal))
            return;
        var trailers = context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers;
        var status = trailers?["grpc-status"].ToString() is { Length: > 0 } sent ? sent : context.Response.Headers["grpc-status"].ToString();
        var fields = new Dictionary<string, object>
        {
            ["method"] = path,
            ["useragent"] = context.Request.Headers.UserAgent.ToString(),
            ["code"] = status,
            ["duration"] = (long)Stopwatch.GetElapsedTime(start).TotalMilliseconds,
        };
        using (_calls.BeginScope(fields))
            _calls.LogInformation("gRPC API Called");
    }
}
