using System.Text;
using Layotto.Gateway.Logging;
using Microsoft.Extensions.Logging;

namespace Layotto.Gateway.ComponentProcesses;

/// <summary>Puts the lines of a component's process into the gateway's log, with the component's name.</summary>
internal sealed class LoggedOutput(ILogger logger, string component) : ILineOutput
{
    public void WriteLine(ReadOnlySpan<byte> line)
    {
        if (logger.IsEnabled(LogLevel.Information))
            logger.LogInformation("{Component}: {Line}", component, Encoding.UTF8.GetString(line));
    }
}
