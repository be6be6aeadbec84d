using System.IO.Compression;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Layotto.Grpc.Messages;
using Microsoft.AspNetCore.Http;

namespace Layotto.Grpc.Server;

/// <summary>How a gRPC server treats its calls.</summary>
public sealed class GrpcServerOptions
{
    /// <summary>The largest message received, in bytes, after decompression too; null for no limit; 4 MiB by default.</summary>
    public int? MaxReceiveMessageSize { get; init; } = 4 * 1024 * 1024;

    /// <summary>The largest message sent, in bytes before compression; null, the default, for no limit.</summary>
    public int? MaxSendMessageSize { get; init; }

    /// <summary>The gzip level of responses to clients that accept gzip; null, the default, sends responses as they are.</summary>
    public CompressionLevel? ResponseCompression { get; init; }

    /// <summary>Whether a client is told the message of an unexpected exception; off by default, as it may hold secrets.</summary>
    public bool EnableDetailedErrors { get; init; }

    /// <summary>
    /// Turns an exception of a handler into the status to answer with, or gives null for one it doesn't know; null by default. It
    /// saves every handler from catching what all of them throw.
    /// </summary>
    public Func<Exception, RpcException?>? ExceptionMapper { get; init; }

    /// <summary>Is told of every call that a method has answered; null by default.</summary>
    public IServerCallObserver? CallObserver { get; init; }

    /// <summary>Stands before the handlers of every service; the first one sees a call first.</summary>
    public IReadOnlyList<Interceptor> Interceptors { get; init; } = [];

    /// <summary>
    /// Gets the calls of unknown methods as raw messages, of any shape; null, the default, answers them with
    /// UNIMPLEMENTED. The receive limit holds for it too.
    /// </summary>
    public DuplexStreamingServerMethod<RawMessage, RawMessage>? FallbackMethod { get; init; }

    /// <summary>
    /// Gets the requests of unknown methods as they are, before <see cref="FallbackMethod"/>; null by default. The
    /// request is known to be gRPC over HTTP/2; <see cref="GrpcServer.Refuse"/> answers with a status.
    /// </summary>
    public RequestDelegate? FallbackHandler { get; init; }
}
