using System.Net;
using Grpc.Core;
using Layotto.Grpc.Client.Protocol;
using Layotto.Grpc.Client.Transport;

namespace Layotto.Grpc.Client;

/// <summary>Reads what a response to a raw request says of its call (<see cref="GrpcChannel.SendRawAsync"/>).</summary>
public static class RawCall
{
    /// <summary>How the call ended, if the headers say so already: with a status alone, or with no gRPC response at all; else null.</summary>
    public static Status? EndOf(HttpResponseMessage response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return new HandlerResponse(response).EndOfHead();
    }

    /// <summary>The status in the trailers, once the body was read to its end.</summary>
    public static Status StatusOf(HttpResponseMessage response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return ResponseHead.ReadStatus(response.TrailingHeaders.NonValidated, HttpStatusCode.OK);
    }

    /// <summary>How a call ended, if the head of its response says so already: with a status alone, or with no gRPC response at all; else null.</summary>
    /// <param name="httpStatus">The HTTP status.</param>
    /// <param name="contentType">The <c>content-type</c>; null for none.</param>
    /// <param name="grpcStatus">The <c>grpc-status</c>; null for none.</param>
    /// <param name="grpcMessage">The <c>grpc-message</c>; null for none.</param>
    public static Status? EndOf(int httpStatus, string? contentType, string? grpcStatus, string? grpcMessage)
        => ResponseHead.EndOf((HttpStatusCode)httpStatus, contentType, grpcStatus, grpcMessage);

    /// <summary>The status in trailers.</summary>
    /// <param name="grpcStatus">The <c>grpc-status</c>; null for none.</param>
    /// <param name="grpcMessage">The <c>grpc-message</c>; null for none.</param>
    public static Status StatusOf(string? grpcStatus, string? grpcMessage) => ResponseHead.ReadStatus(grpcStatus, grpcMessage, HttpStatusCode.OK);

    /// <summary>The error that an exception stands for which sending a request or reading its response threw.</summary>
    public static RpcException ErrorOf(Exception exception) => new(StatusMapping.FromException(exception));
}
