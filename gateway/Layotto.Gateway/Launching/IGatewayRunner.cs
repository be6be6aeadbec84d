using Microsoft.Extensions.Logging;

namespace Layotto.Gateway.Launching;

/// <summary>Runs the sidecar inside this process. The command line decides what, when and how often; this does it.</summary>
public interface IGatewayRunner
{
    /// <summary>
    /// Runs the sidecar until it is stopped, or stops by itself. It can be run again afterwards: that is how SIGHUP has it read
    /// its configuration anew.
    /// </summary>
    /// <param name="options">What the operator asked for.</param>
    /// <param name="environment">The environment variables.</param>
    /// <param name="loggers">Where to log.</param>
    /// <param name="ready">
    /// To be called once, when the APIs listen, and before the sidecar waits for the app's port: an app that is started together
    /// with its sidecar is started by this call.
    /// </param>
    /// <param name="stop">Fires when the sidecar is to stop gracefully; then the task ends without an exception.</param>
    /// <returns>The exit code: 0 unless something went wrong.</returns>
    /// <exception cref="Exception">The sidecar can't start, or can't go on. The message is shown to the operator.</exception>
    Task<int> RunAsync(
        GatewayOptions options, GatewayEnvironment environment, ILoggerFactory loggers, Action<BoundPorts> ready, CancellationToken stop);
}
