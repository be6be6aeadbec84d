using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Layotto.Dapr.Invocation;

/// <summary>An attempt to pass a gRPC call on that has got the head of an answer. To dispose of it ends what hasn't ended.</summary>
internal abstract class ProxiedExchange : IAsyncDisposable
{
    /// <summary>How the call ended, if the head says so already: with a status alone, or with no gRPC answer at all; else null.</summary>
    public abstract Status? End { get; }

    /// <summary>Passes the answer back: initial metadata, messages byte for byte, trailers with the status and its details.</summary>
    /// <param name="context">The call.</param>
    /// <param name="maxMessage">The most bytes a message may have.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>How the call ended.</returns>
    /// <exception cref="RpcException">A message is too large, the answer is none of gRPC's, or the connection was lost.</exception>
    public abstract ValueTask<StatusCode> CopyAsync(HttpContext context, long maxMessage, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
