using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace Layotto.Pluggable.Sdk;

/// <summary>Runs components as a program.</summary>
public static class ComponentHost
{
    /// <summary>
    /// Serves components until the process is told to end (SIGTERM, SIGINT), each name on the socket NAME.sock of the folder. What is
    /// wrong is written to standard error; logs go there too.
    /// </summary>
    /// <param name="configure">Adds the components.</param>
    /// <param name="options">Where the sockets are and what bounds them; null for the defaults.</param>
    /// <returns>What the program is to return: 0, or 1 where it could not serve.</returns>
    public static async Task<int> RunAsync(Action<ComponentHostBuilder> configure, ComponentServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var builder = new ComponentHostBuilder();
        configure(builder);
        using var loggers = options is null ? CreateLoggers() : null;
        options ??= new ComponentServerOptions { LoggerFactory = loggers! };
        using var ending = new CancellationTokenSource();
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        try
        {
            await RunAsync(builder, options, Console.Out, ending.Token).ConfigureAwait(false);
            return 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException)
        {
            await Console.Error.WriteLineAsync(exception.Message).ConfigureAwait(false);
            return 1;
        }

        void End(PosixSignalContext signal)
        {
            // The default is to end at once.
            signal.Cancel = true;
            ending.Cancel();
        }
    }

    internal static async Task RunAsync(ComponentHostBuilder builder, ComponentServerOptions options, TextWriter output, CancellationToken ending)
    {
        if (builder.Components.Count == 0)
            throw new InvalidOperationException("There is no component to serve; add one with host.Add(\"NAME\", () => new MyComponent()).");
        var servers = new List<ComponentServer>();
        try
        {
            foreach (var (name, components) in builder.Components)
            {
                var server = await ComponentServer.StartAsync(SocketPaths.Of(name, options), components, options, ending).ConfigureAwait(false);
                servers.Add(server);
                await output.WriteLineAsync($"serving {string.Join(", ", server.Services)} at {server.SocketPath}").ConfigureAwait(false);
            }

            await Task.Delay(Timeout.Infinite, ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            foreach (var server in servers)
                await server.DisposeAsync().ConfigureAwait(false);
        }
    }

    // Standard output is for the one line that says where the components are.
    private static ILoggerFactory CreateLoggers() => LoggerFactory.Create(static logging => logging
        .SetMinimumLevel(LogLevel.Information)
        .AddFilter("Microsoft", LogLevel.Warning)
        .AddConsole(static console => console.LogToStandardErrorThreshold = LogLevel.Trace));
}
