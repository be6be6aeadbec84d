using System.Diagnostics;
using System.Globalization;
using Grpc.Core;
using Layotto.Dapr.Telemetry;
using Layotto.Grpc.Server;
using Layotto.Runtime.Telemetry;
using Microsoft.AspNetCore.Http;
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
    private readonly GrpcTelemetry? _telemetry;
    private readonly bool _isGuarded;

    /// <summary>Creates the gate before a server.</summary>
    public DaprGrpcApi(GrpcServer server, DaprGrpcOptions options, ILoggerFactory loggers)
    {
        _server = server;
        _options = options;
        _calls = loggers.CreateLogger("dapr.runtime.grpc.api-info");
        _telemetry = options.Tracer.Mode == TraceMode.Off ? null : new GrpcTelemetry(options.Tracer, options.AppId);
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

        return _telemetry is null ? AnswerAsync(context) : TraceAsync(context, _telemetry);
    }

    private Task AnswerAsync(HttpContext context)
        => _options.Logging is { } logging ? LogAsync(context, logging) : _server.HandleAsync(context);

    private Task TraceAsync(HttpContext context, GrpcTelemetry telemetry)
    {
        if (telemetry.Begin(context, context.Request.Path.Value ?? "", out var span) is { } problem)
        {
            GrpcServer.Refuse(context, new Status(StatusCode.InvalidArgument, problem));
            return Task.CompletedTask;
        }

        return span.IsRecorded ? EndAsync(context, span) : AnswerAsync(context);
    }

    private async Task EndAsync(HttpContext context, TraceSpan span)
    {
        try
        {
            await AnswerAsync(context).ConfigureAwait(false);
        }
        finally
        {
            GrpcTelemetry.End(context, span);
        }
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
        var fields = new Dictionary<string, object>
        {
            ["method"] = path,
            ["code"] = int.TryParse(GrpcAnswer.Field(context, "grpc-status"), CultureInfo.InvariantCulture, out var code) ? code : (int)StatusCode.Unknown,
            ["duration"] = (long)Stopwatch.GetElapsedTime(start).TotalMilliseconds,
        };
        if (context.Request.Headers.UserAgent.ToString() is { Length: > 0 } userAgent)
            fields["useragent"] = userAgent;
        using (_calls.BeginScope(fields))
            _calls.LogInformation("gRPC API Called");
    }
}
