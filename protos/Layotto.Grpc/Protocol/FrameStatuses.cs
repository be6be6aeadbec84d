using System.Globalization;
using Grpc.Core;

namespace Layotto.Grpc.Protocol;

/// <summary>The statuses of malformed or oversized messages, at either end.</summary>
internal static class FrameStatuses
{
    public static readonly Status BadFlag =
        new(StatusCode.Internal, "The compressed flag of a message must be 0 or 1.");

    public static readonly Status CompressedWithoutEncoding =
        new(StatusCode.Internal, "A message is flagged as compressed, but the call names no grpc-encoding other than identity.");

    public static readonly Status BadCompression =
        new(StatusCode.Internal, "A compressed message is not valid gzip.");

    public static readonly Status Truncated =
        new(StatusCode.Internal, "The stream ended in the middle of a message.");

    public static readonly Status NoMessage =
        new(StatusCode.Internal, "The stream ended without the one message that this method takes.");

    public static readonly Status MoreThanOneMessage =
        new(StatusCode.Internal, "The stream holds more than the one message that this method takes.");

    public static readonly Status DecompressedTooLarge =
        new(StatusCode.ResourceExhausted, "A decompressed message is larger than the receive limit.");

    public static Status TooLarge(uint length, int limit) => new(
        StatusCode.ResourceExhausted,
        string.Create(CultureInfo.InvariantCulture, $"A message of {length} bytes is larger than the receive limit of {limit} bytes."));

    public static Status TooLargeToSend(int length, int limit) => new(
        StatusCode.ResourceExhausted,
        string.Create(CultureInfo.InvariantCulture, $"A message of {length} bytes is larger than the send limit of {limit} bytes."));
}
