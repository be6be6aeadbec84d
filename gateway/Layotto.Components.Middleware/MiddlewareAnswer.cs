using System.Text;
using Microsoft.AspNetCore.Http;

namespace Layotto.Components.Middleware;

/// <summary>The short answers that middleware gives itself, in the form of Dapr's: plain text without a newline.</summary>
internal static class MiddlewareAnswer
{
    /// <summary>Answers with a text.</summary>
    public static Task TextAsync(HttpContext context, int status, string text)
    {
        var body = Encoding.UTF8.GetBytes(text);
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    /// <summary>401 <c>Unauthorized</c>.</summary>
    public static Task UnauthorizedAsync(HttpContext context) => TextAsync(context, StatusCodes.Status401Unauthorized, "Unauthorized");

    /// <summary>302 to another place.</summary>
    public static Task RedirectAsync(HttpContext context, string location)
    {
        context.Response.StatusCode = StatusCodes.Status302Found;
        context.Response.Headers.Location = location;
        return Task.CompletedTask;
    }
}
