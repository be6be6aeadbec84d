using Layotto.Gateway.Logging;

namespace Layotto.Gateway.Launching;

/// <summary>An app to be started together with its sidecar.</summary>
/// <param name="Path">The full path of its program.</param>
/// <param name="Arguments">The arguments of the program.</param>
/// <param name="Options">What its sidecar was asked for.</param>
/// <param name="Environment">The environment variables of the sidecar.</param>
/// <param name="Output">Where the lines of the app's standard output go.</param>
/// <param name="Error">Where the lines of its standard error go.</param>
internal sealed record AppLaunch(
    string Path,
    IReadOnlyList<string> Arguments,
    GatewayOptions Options,
    GatewayEnvironment Environment,
    ILineOutput Output,
    ILineOutput Error);
