using Layotto.LoadGenerator.Connections;
using Layotto.LoadGenerator.Http2;

namespace Layotto.LoadGenerator.CommandLine;

/// <summary>Everything one run is told. The defaults are those of the command line.</summary>
internal sealed record LoadOptions
{
    public required LoadTarget Target { get; init; }

    public LoadProtocol Protocol { get; init; } = LoadProtocol.Http1;

    public string Path { get; init; } = "/";

    /// <summary>Null takes POST when there is a body and for gRPC, GET otherwise.</summary>
    public string? Method { get; init; }

    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>Request body; for gRPC the message without its prefix.</summary>
    public byte[] Body { get; init; } = [];

    public CallShape Shape { get; init; } = CallShape.Unary;

    /// <summary>Round trips of one ping-pong stream.</summary>
    public int PingsPerStream { get; init; } = 1000;

    public int Connections { get; init; } = 1;

    /// <summary>Requests under way on one connection; always one over HTTP/1.1.</summary>
    public int Streams { get; init; } = 1;

    /// <summary>Requests a second over all connections; null runs the closed loop.</summary>
    public double? Rate { get; init; }

    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long one response may take, and how long the run waits for the last ones.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    public int Threads { get; init; } = 1;

    public int ExpectedStatus { get; init; } = 200;

    public int ExpectedGrpcStatus { get; init; }

    public long? ExpectedLength { get; init; }

    /// <summary>File that receives the result as JSON; null for none.</summary>
    public string? JsonPath { get; init; }

    public bool IsOpenLoop => Rate is not null;

    public string EffectiveMethod => Method ?? (Protocol == LoadProtocol.Grpc || Body.Length > 0 ? "POST" : "GET");
}
