using Layotto.Components;
using Layotto.Components.PubSub;
using Layotto.Runtime.Resiliency;

namespace Layotto.Runtime.PubSub;

/// <summary>How an attempt to publish ended, as policies look at it.</summary>
internal static class PublishStatus
{
    private const int Unavailable = 14;

    /// <summary>Judges attempts of messages that came over gRPC, or are the gateway's own.</summary>
    public static readonly Func<Task<bool>?, Exception?, AttemptStatus> Grpc = static (_, error) => Of(error, StatusFamily.Grpc);

    /// <summary>Judges attempts of messages that came over HTTP.</summary>
    public static readonly Func<Task<bool>?, Exception?, AttemptStatus> Http = static (_, error) => Of(error, StatusFamily.Http);

    public static AttemptStatus Of(Exception? error, StatusFamily family) => error switch
    {
        null => AttemptStatus.Success,
        PubSubException refused => family == StatusFamily.Http
            ? AttemptStatus.Failure with { HttpStatus = HttpOf(refused.GrpcStatus) }
            : AttemptStatus.Failure with { GrpcStatus = refused.GrpcStatus },
        ComponentUnavailableException => family == StatusFamily.Http
            ? AttemptStatus.Failure with { HttpStatus = HttpOf(Unavailable) }
            : AttemptStatus.Failure with { GrpcStatus = Unavailable },
        _ => AttemptStatus.Failure,
    };

    // Dapr's table.
    private static int HttpOf(int grpcStatus) => grpcStatus switch
    {
        1 => 408,
        3 or 9 or 11 => 400,
        4 => 504,
        5 => 404,
        6 or 10 => 409,
        7 => 403,
        8 => 429,
        12 => 501,
        14 => 503,
        16 => 401,
        _ => 500,
    };
}
