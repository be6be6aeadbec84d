using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Events;
using Serilog.Extensions.Logging;

namespace Layotto.Gateway.Logging;

/// <summary>
/// The logs of the gateway: Serilog behind Microsoft.Extensions.Logging, writing the lines of daprd, to standard output or to
/// the file of <c>--log-file</c>.
/// </summary>
internal sealed class GatewayLogging : IDisposable
{
    private readonly FileStream? _file;
    private readonly SerilogLoggerFactory _loggers;

    /// <summary>Starts logging.</summary>
    /// <param name="options">The level, the format, the file, and the app whose sidecar logs.</param>
    /// <param name="output">Where lines go unless there is a file for them.</param>
    /// <param name="instance">The name of the host.</param>
    /// <exception cref="IOException">The file can't be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public GatewayLogging(GatewayOptions options, ILineOutput output, string instance)
    {
        if (options.LogFile is { } path)
        {
            // Without a buffer, every line is in the file when the call returns, also before a crash.
            _file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            output = new StreamLineOutput(new SharedStream(_file));
        }

        var isDebug = options.LogLevel <= LogLevel.Debug;
        var records = new LogRecordBuilder(options.AppId, instance, Launching.ProductVersion.Version, withStacks: isDebug);
        var level = ToSerilog(options.LogLevel);

        // The web server tells more at each level than an operator of a sidecar wants to know.
        var hostLevel = isDebug ? LogEventLevel.Information : (LogEventLevel)Math.Max((int)level, (int)LogEventLevel.Warning);
        var logger = new LoggerConfiguration()
            .MinimumLevel.Is(level)
            .MinimumLevel.Override("Microsoft", hostLevel)
            .MinimumLevel.Override("System", hostLevel)
            .WriteTo.Sink(new LogLineSink(records, options.LogAsJson ? new JsonLogLine() : new TextLogLine(), output))
            .CreateLogger();
        _loggers = new SerilogLoggerFactory(logger, dispose: true);
    }

    /// <summary>The loggers. A category that is a type's name is logged under the scope that daprd has for such a part, any other name as it is.</summary>
    public ILoggerFactory Loggers => _loggers;

    /// <summary>Ends logging; what is logged afterwards is lost.</summary>
    public void Dispose()
    {
        _loggers.Dispose();
        _file?.Dispose();
    }

    private static LogEventLevel ToSerilog(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => LogEventLevel.Debug,
        LogLevel.Information => LogEventLevel.Information,
        LogLevel.Warning => LogEventLevel.Warning,
        LogLevel.Error => LogEventLevel.Error,
        _ => LogEventLevel.Fatal,
    };
}
