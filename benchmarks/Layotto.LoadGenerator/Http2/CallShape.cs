namespace Layotto.LoadGenerator.Http2;

/// <summary>How requests and responses of one stream follow each other.</summary>
internal enum CallShape
{
    /// <summary>One request body, one response; over gRPC one message each way.</summary>
    Unary,

    /// <summary>One gRPC message up, any number down; the latency is that of the whole call.</summary>
    ServerStream,

    /// <summary>gRPC messages back and forth on one stream; the latency is that of each round trip.</summary>
    PingPong,
}
