using System.Globalization;
using Grpc.Core;
using Layotto.Grpc.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace Layotto.Grpc.Server;

/// <summary>Writes the status of a call.</summary>
internal static partial class ResponseStatus
{
    private static readonly StringValues[] Codes = CreateCodes();

    private static readonly Status UnsendableTrailers =
        new(StatusCode.Internal, "The trailers of the call can't be sent.");

    /// <summary>Writes a status and trailers into the trailers, or, where no message was sent, the headers.</summary>
    public static void Write(IHeaderDictionary target, Status status, Metadata? trailers, ILogger? logger)
    {
        if (trailers is { Count: > 0 })
        {
            try
            {
                ResponseMetadata.Write(target, trailers);
            }
            catch (ArgumentException exception)
            {
                if (logger is not null)
                    LogUnsendable(logger, exception);
                status = UnsendableTrailers;
            }
        }

        var code = (int)status.StatusCode;
        target.GrpcStatus = (uint)code < (uint)Codes.Length ? Codes[code] : code.ToString(CultureInfo.InvariantCulture);
        if (status.Detail.Length > 0)
            target.GrpcMessage = PercentEncoding.Encode(status.Detail);
    }

    private static StringValues[] CreateCodes()
    {
        var codes = new StringValues[(int)StatusCode.Unauthenticated + 1];
        for (var code = 0; code < codes.Length; code++)
            codes[code] = code.ToString(CultureInfo.InvariantCulture);
        return codes;
    }

    [LoggerMessage(10, LogLevel.Error, "The trailers of a call could not be sent.")]
    private static partial void LogUnsendable(ILogger logger, Exception exception);
}
