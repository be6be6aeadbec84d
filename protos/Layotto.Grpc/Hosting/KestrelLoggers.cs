using Microsoft.Extensions.Logging;

namespace Layotto.Grpc.Hosting;

/// <summary>
/// Passes on what Kestrel logs, except that HTTP/2 needs TLS beside HTTP/1.1: on these hosts it doesn't, as
/// <see cref="ProtocolSniffer"/> tells the two apart.
/// </summary>
internal sealed class KestrelLoggers(ILoggerFactory inner) : ILoggerFactory
{
    private const string Http2WithoutTls = "Http2DisabledWithHttp1AndNoTls";

    public ILogger CreateLogger(string categoryName) => new Filter(inner.CreateLogger(categoryName));

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    // The factory belongs to whoever made it.
    public void Dispose()
    {
    }

    private sealed class Filter(ILogger logger) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => logger.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => logger.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Name != Http2WithoutTls)
                logger.Log(logLevel, eventId, state, exception, formatter);
        }
    }
}
