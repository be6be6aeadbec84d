namespace Layotto.Grpc.Client.Transport;

/// <summary>What a channel calls itself.</summary>
internal static class UserAgent
{
    private static string Version { get; } = typeof(UserAgent).Assembly.GetName().Version?.ToString(3) ?? "0";

    /// <summary>The value of <c>user-agent</c>.</summary>
    public static string Of(GrpcChannelOptions options) => (options.UserAgent is null ? "" : options.UserAgent + " ") + "grpc-dotnet-layotto/" + Version;
}
