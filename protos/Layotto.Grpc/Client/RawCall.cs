using System.Net;
using Grpc.Core;
using Layotto.Grpc.Client.Protocol;

namespace Layotto.Grpc.Client;

/// <summary>Reads what a response to a raw request says of its call (<see cref="GrpcChannel.SendRawAsync"/>).</summary>
public static class RawCall
{
    /// <summary>How the call ended, if the headers say so already: with a status alone, or with no gRPC response at all; else null.</summary>
    public static Status? EndOf(HttpResponseMessage response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return ResponseHead.Read(response).End;
    }

    /// <summary>The status in the trailers, once the body was read to its end.</summary>
    public static Status StatusOf(HttpResponseMessage response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return ResponseHead.ReadStatus(response.TrailingHeaders.NonValidated, HttpStatusCode.OK);
    }

    /// <summary>The error that an exception stands for which sending a request or reading its response threw.</summary>
    public static RpcException ErrorOf(Exception exception) => new(StatusMapping.FromException(exception));
}
