using Microsoft.Extensions.Logging;

namespace Layotto.Gateway.Logging;

/// <summary>The last words of a gateway that can't go on.</summary>
internal static class FatalError
{
    /// <summary>
    /// Logs, in the words that daprd has for it, why the gateway stops: <c>Fatal error from runtime: …</c>, with the messages of
    /// the exception and of its causes.
    /// </summary>
    public static void Report(ILogger logger, Exception exception)
    {
        var described = ExceptionChain.Describe(exception);
        if (logger.IsEnabled(LogLevel.Debug))
            logger.LogCritical(exception, "Fatal error from runtime: {Reason}", described);
        else
            logger.LogCritical("Fatal error from runtime: {Reason}", described);
    }
}
