using System.Diagnostics;
using Grpc.Core;

namespace Layotto.Grpc.Server;

/// <summary>What became of a call.</summary>
/// <param name="Method">The full method, such as <c>/package.Service/Method</c>; for an unknown one the path it came by.</param>
/// <param name="Type">The shape of the call.</param>
/// <param name="Status">The status it ended with.</param>
/// <param name="ReceivedBytes">The bytes of the request's messages, before decompression and without their frames.</param>
/// <param name="SentBytes">The bytes of the answer's messages, after compression and without their frames.</param>
/// <param name="Start">When it began: what <see cref="Stopwatch.GetTimestamp"/> gave.</param>
public readonly record struct ServerCallReport(
    string Method, MethodType Type, StatusCode Status, long ReceivedBytes, long SentBytes, long Start);
