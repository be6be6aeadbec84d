using Layotto.Grpc.Server;
using Microsoft.AspNetCore.Http;

namespace Grpc.Core;

/// <summary>From a call to the HTTP request under it.</summary>
public static class ServerCallContextExtensions
{
    /// <summary>The HTTP request of a call; only to be used until the handler returns.</summary>
    /// <param name="serverCallContext">The call.</param>
    /// <exception cref="InvalidOperationException">The call isn't one of this server's.</exception>
    public static HttpContext GetHttpContext(this ServerCallContext serverCallContext)
    {
        ArgumentNullException.ThrowIfNull(serverCallContext);
        return serverCallContext is ServerCall call
            ? call.HttpContext
            : throw new InvalidOperationException("Only a call that came over HTTP has an HttpContext.");
    }
}
