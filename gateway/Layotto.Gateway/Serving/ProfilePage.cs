using System.Text;
using Microsoft.AspNetCore.Http;

namespace Layotto.Gateway.Serving;

/// <summary>What the profile port answers: there are no profiles to be had over HTTP, but .NET's own tools take them.</summary>
internal static class ProfilePage
{
    private static readonly byte[] Text = Encoding.UTF8.GetBytes(
        $"Profiles over HTTP are not built yet. Take one with .NET's own tools: dotnet-trace collect --process-id {Environment.ProcessId}\n");

    public static async Task HandleAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status501NotImplemented;
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.BodyWriter.WriteAsync(Text, context.RequestAborted).ConfigureAwait(false);
    }
}
