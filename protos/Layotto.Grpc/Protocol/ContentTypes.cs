namespace Layotto.Grpc.Protocol;

/// <summary>The content type of gRPC.</summary>
internal static class ContentTypes
{
    public const string Grpc = "application/grpc";

    /// <summary>Whether a content type is gRPC's, with or without a message format; gRPC-Web is another protocol.</summary>
    public static bool IsGrpc(string? contentType) =>
        contentType is not null
        && contentType.StartsWith(Grpc, StringComparison.OrdinalIgnoreCase)
        && (contentType.Length == Grpc.Length || contentType[Grpc.Length] is '+' or ';' or ' ');
}
