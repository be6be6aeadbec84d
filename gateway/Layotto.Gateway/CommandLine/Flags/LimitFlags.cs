namespace Layotto.Gateway.CommandLine.Flags;

/// <summary>The flags about sizes and times.</summary>
internal static class LimitFlags
{
    private const long LargestReadBuffer = 1 << 30;

    public static readonly Flag MaxBodySize = new("max-body-size", "SIZE", "4Mi", FlagGroup.Limits,
        "Largest body of a request to the APIs; 0 for any.");

    public static readonly Flag ReadBufferSize = new("read-buffer-size", "SIZE", "4Ki", FlagGroup.Limits,
        "Largest headers of a request to the APIs.");

    public static readonly Flag GracefulShutdownSeconds = new("dapr-graceful-shutdown-seconds", "SECONDS", "5", FlagGroup.Limits,
        "How long requests in flight may take to end at a stop.");

    public static readonly Flag BlockShutdownDuration = new("dapr-block-shutdown-duration", "DURATION", "", FlagGroup.Limits,
        "How long to put a stop off while the app is healthy. Without it, not at all.");

    public static readonly Flag MaxRequestMegabytes = new("dapr-http-max-request-size", "MEGABYTES", "4", FlagGroup.Limits, "Largest body.")
    { Deprecation = "use --max-body-size, such as 4Mi" };

    public static readonly Flag ReadBufferKilobytes = new("dapr-http-read-buffer-size", "KILOBYTES", "4", FlagGroup.Limits, "Largest headers.")
    { Deprecation = "use --read-buffer-size, such as 4Ki" };

    public static IReadOnlyList<Flag> All { get; } =
        [MaxBodySize, ReadBufferSize, GracefulShutdownSeconds, BlockShutdownDuration, MaxRequestMegabytes, ReadBufferKilobytes];

    public static GatewayOptions Read(FlagValues values, GatewayOptions options)
    {
        var seconds = values.Integer(GracefulShutdownSeconds);
        var body = Size(values, MaxBodySize, MaxRequestMegabytes, 1 << 20, options.MaxBodyBytes!.Value);
        var buffer = Size(values, ReadBufferSize, ReadBufferKilobytes, 1 << 10, options.ReadBufferBytes);
        if (buffer > LargestReadBuffer)
            values.Report(FlagProblem.InValue(ReadBufferSize, values.Text(ReadBufferSize), "must be at most 1Gi."));
        return options with
        {
            MaxBodyBytes = body > 0 ? body : null,
            ReadBufferBytes = buffer is > 0 and <= LargestReadBuffer ? (int)buffer : options.ReadBufferBytes,
            GracefulShutdown = seconds >= 0 ? TimeSpan.FromSeconds(seconds) : options.GracefulShutdown,
            BlockShutdown = values.IsGiven(BlockShutdownDuration) ? values.Duration(BlockShutdownDuration) : null,
        };
    }

    // A size in whole units, where only the deprecated flag is given; its -1 asks for the default as well.
    private static long Size(FlagValues values, Flag flag, Flag deprecated, long unit, long defaultSize)
    {
        if (values.IsGiven(flag) || !values.IsGiven(deprecated))
            return values.Bytes(flag);
        var count = values.Integer(deprecated);
        return count < 0 ? defaultSize : count * unit;
    }
}
