using System.Net;
using Grpc.Core;
using Layotto.Grpc.Client.Protocol;

namespace Layotto.Grpc.Client.Transport;

/// <summary>The response of a call. Its head stays readable for ever.</summary>
internal abstract class CallResponse
{
    /// <summary>The HTTP status.</summary>
    public abstract HttpStatusCode HttpStatus { get; }

    /// <summary>Whether the head is the end too, with a status of gRPC.</summary>
    public bool IsTrailersOnly => FindHeader("grpc-status") is not null;

    /// <summary>The body. Reading nothing waits until there is something to read, or nothing more to come.</summary>
    public abstract Stream Body { get; }

    /// <summary>The value of a header; null for none.</summary>
    /// <param name="name">The name, in lower case.</param>
    public abstract string? FindHeader(string name);

    /// <summary>The headers as metadata.</summary>
    /// <exception cref="RpcException">A -bin value isn't base64.</exception>
    public abstract Metadata ReadHeaders();

    /// <summary>How the call ended, and with which trailers; to be read after the body.</summary>
    /// <exception cref="RpcException">A -bin value isn't base64.</exception>
    public abstract (Status Status, Metadata Trailers) ReadEnd();

    /// <summary>The response was read to its end, by the only one who reads it.</summary>
    public abstract void Complete();

    /// <summary>Nobody reads the response any more, though somebody may be about to; what hasn't ended of the request is cancelled with it.</summary>
    public abstract void Abandon();

    /// <summary>How the call ended, if the head says so already: with a status alone, or with no response of gRPC at all; else null.</summary>
    public Status? EndOfHead() => ResponseHead.EndOf(HttpStatus, FindHeader("content-type"), FindHeader("grpc-status"), FindHeader("grpc-message"));
}
