using Layotto.Gateway.Logging;
using Layotto.Gateway.Tests.Support;
using Microsoft.Extensions.Logging;

namespace Layotto.Gateway.Tests.Logging;

/// <summary>What is logged, as lines.</summary>
internal static class LogLines
{
    public static GatewayOptions Options { get; } = new() { AppId = "orders" };

    public static string Of(GatewayOptions options, Action<ILoggerFactory> log)
    {
        var stream = new LineStream();
        using (var logging = new GatewayLogging(options, new StreamLineOutput(new SharedStream(stream)), "host-1"))
            log(logging.Loggers);
        return stream.Text;
    }

    public static string Of(Action<ILogger> log) => Of(Options, loggers => log(loggers.CreateLogger("dapr.runtime")));
}
