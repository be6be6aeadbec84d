using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Layotto.EndToEnd.Tests.Invocation;

/// <summary>What the HTTP apps of these tests answer, by path.</summary>
internal static class EchoApp
{
    /// <summary>Answers a request.</summary>
    public static async Task HandleAsync(HttpContext context)
    {
        var request = context.Request;
        var response = context.Response;
        switch (request.Path.Value)
        {
            case "/echo":
                response.ContentType = request.ContentType;
                response.Headers["x-method"] = request.Method;
                await request.Body.CopyToAsync(response.Body, context.RequestAborted);
                break;
            case "/headers":
                foreach (var (name, values) in request.Headers)
                    await response.WriteAsync($"{name.ToLowerInvariant()}={string.Join('|', values.ToArray())}\n");
                break;
            case "/status":
                response.StatusCode = int.Parse(request.Query["code"]!, System.Globalization.CultureInfo.InvariantCulture);
                if (response.StatusCode is not (204 or 304))
                    await response.WriteAsync("status body");
                break;
            case "/hop-by-hop":
                foreach (var name in HopByHop)
                    response.Headers[name] = "test";
                response.Headers.Connection = "x-named";
                response.Headers["x-named"] = "of the connection";
                response.Headers["x-kept"] = "kept";
                await response.WriteAsync("ok");
                break;
            case "/redirect":
                response.Redirect("/echo");
                response.Headers.SetCookie = new(["a=1", "b=2"]);
                break;
            case "/reflect":
                // The server reads headers as UTF-8 and writes them as Latin-1.
                response.Headers["x-text"] = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(request.Headers["x-text"].ToString()));
                break;
            case "/forged":
                response.StatusCode = 502;
                response.Headers["layotto-status"] = "7";
                response.Headers["layotto-message"] = "Zm9yZ2Vk";
                await response.WriteAsync("of the app");
                break;
            case "/large":
                await WriteLargeAsync(context, long.Parse(request.Query["bytes"]!, System.Globalization.CultureInfo.InvariantCulture));
                break;
            case "/count":
                await response.WriteAsync((await CountAsync(request, context.RequestAborted)).ToString(System.Globalization.CultureInfo.InvariantCulture));
                break;
            default:
                await response.WriteAsync(context.Features.Get<IHttpRequestFeature>()!.RawTarget);
                break;
        }
    }

    /// <summary>Headers of one connection that a server can send.</summary>
    public static readonly string[] HopByHop = ["Keep-Alive", "Proxy-Connection", "HTTP2-Settings", "TE", "Proxy-Authenticate", "Proxy-Authorization"];

    private static async Task WriteLargeAsync(HttpContext context, long bytes)
    {
        var block = Encoding.ASCII.GetBytes(new string('x', 64 * 1024));
        for (var left = bytes; left > 0; left -= block.Length)
            await context.Response.BodyWriter.WriteAsync(block.AsMemory(0, (int)Math.Min(left, block.Length)), context.RequestAborted);
    }

    private static async Task<long> CountAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        long count = 0;
        while (await request.Body.ReadAsync(buffer, cancellationToken) is var read and > 0)
            count += read;
        return count;
    }
}
