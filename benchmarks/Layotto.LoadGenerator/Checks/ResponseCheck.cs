using System.Globalization;

namespace Layotto.LoadGenerator.Checks;

/// <summary>
/// Holds each response of one worker against the expectation, and each against the first one: lengths always, the hash of
/// the body for every hundredth response.
/// </summary>
internal sealed class ResponseCheck(ResponseExpectation expectation)
{
    private const int HashEvery = 100;

    private long _started;
    private long? _length = expectation.Length;

    /// <summary>Hash of the first body that was hashed; null before.</summary>
    public ulong? BodyHash { get; private set; }

    /// <summary>Opens the tally of the next response; the first and then every hundredth is hashed.</summary>
    public BodyTally NextTally() => new(_started++ % HashEvery == 0);

    /// <summary>Says what is wrong with a complete response, or null if nothing is.</summary>
    public (ErrorKind Kind, string Sentence)? Examine(int status, int? grpcStatus, int messages, in BodyTally body)
    {
        if (status != expectation.Status)
            return (ErrorKind.Status, Invariant($"Status {status} instead of {expectation.Status}."));
        if (expectation.GrpcStatus is { } expected && grpcStatus != expected)
        {
            return (ErrorKind.GrpcStatus, grpcStatus is null
                ? Invariant($"No grpc-status instead of {expected}.")
                : Invariant($"grpc-status {grpcStatus} instead of {expected}."));
        }

        if (expectation.Messages is { } count && messages != count)
            return (ErrorKind.GrpcMessage, Invariant($"{messages} whole messages in the response instead of {count}."));
        _length ??= body.Length;
        if (body.Length != _length)
            return (ErrorKind.Length, Invariant($"A body of {body.Length} bytes instead of {_length}."));
        if (!body.IsHashed)
            return null;
        BodyHash ??= body.Hash;
        return body.Hash == BodyHash
            ? null
            : (ErrorKind.Body, Invariant($"A body with the hash {body.Hash:x16} instead of {BodyHash:x16}."));
    }

    private static string Invariant(FormattableString sentence) => sentence.ToString(CultureInfo.InvariantCulture);
}
