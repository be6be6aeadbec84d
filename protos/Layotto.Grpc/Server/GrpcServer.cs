using System.Text;
using Grpc.Core;
using Layotto.Grpc.Messages;
using Layotto.Grpc.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Layotto.Grpc.Server;

/// <summary>Answers gRPC requests; made by <see cref="GrpcServerBuilder"/>, run by any host of a request delegate.</summary>
public sealed class GrpcServer
{
    private readonly MethodTable _methods;
    private readonly RequestDelegate? _fallback;
    private readonly ServerMethod? _fallbackMethod;

    internal GrpcServer(MethodTable methods, GrpcServerOptions options, ServerSettings settings)
    {
        _methods = methods;
        _fallback = options.FallbackHandler;
        if (options.FallbackMethod is { } fallbackMethod)
        {
            // Its own name is never seen: a call takes the name of the path it came by.
            var method = RawMarshaller.CreateMethod(MethodType.DuplexStreaming, "", "");
            _fallbackMethod = new DuplexStreamingMethod<RawMessage, RawMessage>(method, fallbackMethod, settings);
        }
    }

    /// <summary>The full names of the services.</summary>
    public IReadOnlyCollection<string> Services => _methods.Services;

    /// <summary>Whether a request is gRPC by its content type; the HTTP version and method may still be wrong.</summary>
    /// <param name="context">The request.</param>
    public static bool IsGrpc(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ContentTypes.IsGrpc(context.Request.ContentType);
    }

    /// <summary>Answers a request to which nothing was answered yet with a status and no message.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">The status.</param>
    /// <param name="trailers">Metadata to send with it, or null.</param>
    public static void Refuse(HttpContext context, Status status, Metadata? trailers = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Response.ContentType = ContentTypes.Grpc;
        ResponseStatus.Write(context.Response.Headers, status, trailers, null);
    }

    /// <summary>Ends the answer to a request to which messages were written, with a status in the trailers.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">The status.</param>
    /// <param name="trailers">Metadata to send with it, or null.</param>
    public static void End(HttpContext context, Status status, Metadata? trailers = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers is { IsReadOnly: false } target)
            ResponseStatus.Write(target, status, trailers, null);
    }

    /// <summary>Answers a request.</summary>
    /// <param name="context">The request.</param>
    public Task HandleAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var request = context.Request;
        if (!HttpProtocol.IsHttp2(request.Protocol))
            return RefuseRequestAsync(context, StatusCodes.Status426UpgradeRequired, "gRPC needs HTTP/2.");
        if (!HttpMethods.IsPost(request.Method))
        {
            context.Response.Headers.Allow = HttpMethods.Post;
            return RefuseRequestAsync(context, StatusCodes.Status405MethodNotAllowed, "gRPC needs the method POST.");
        }

        if (!ContentTypes.IsGrpc(request.ContentType))
        {
            return RefuseRequestAsync(
                context, StatusCodes.Status415UnsupportedMediaType, "gRPC needs the content type application/grpc.");
        }

        var path = request.Path.Value ?? "";
        return _methods.TryGet(path, out var method) ? method.HandleAsync(context, method.FullName) : HandleUnknownAsync(context, path);
    }

    private Task HandleUnknownAsync(HttpContext context, string path)
    {
        if (_fallback is not null)
            return _fallback(context);
        var slash = path.LastIndexOf('/');
        if (path.Length == 0 || path[0] != '/' || slash < 1)
        {
            Refuse(context, new Status(StatusCode.Unimplemented, "The path is not of the form /service/method."));
            return Task.CompletedTask;
        }

        if (_fallbackMethod is not null)
            return _fallbackMethod.HandleAsync(context, path);
        var service = path[1..slash];
        Refuse(context, new Status(
            StatusCode.Unimplemented,
            _methods.Services.Contains(service)
                ? $"unknown method {path[(slash + 1)..]} for service {service}"
                : $"unknown service {service}"));
        return Task.CompletedTask;
    }

    private static async Task RefuseRequestAsync(HttpContext context, int statusCode, string reason)
    {
        context.Response.StatusCode = statusCode;
        context.Response.ContentType = "text/plain";
        await context.Response.BodyWriter.WriteAsync(Encoding.ASCII.GetBytes(reason), context.RequestAborted).ConfigureAwait(false);
    }
}
