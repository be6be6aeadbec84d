using Layotto.Components;

namespace Layotto.Pluggable.Discovery;

/// <summary>What the process behind one socket offers.</summary>
/// <param name="Record">What was decided about the socket, as the gateway decides it.</param>
/// <param name="Types">The component types that come of it; none where the socket can't be used.</param>
public sealed record SocketOffer(SocketRecord Record, IReadOnlyList<ComponentDescriptor> Types)
{
    /// <summary>Asks the process behind a socket, wherever that is.</summary>
    /// <param name="path">The socket's path.</param>
    /// <param name="options">What bounds the process; the folder doesn't matter.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>Null where there is no such file.</returns>
    public static async Task<SocketOffer?> AskAsync(string path, PluggableOptions options, CancellationToken cancellationToken)
    {
        if (SocketFile.Find(path, options) is not { } file)
            return null;
        var finding = await new SocketProbe(options, static _ => false, TimeProvider.System).DecideAsync(file, null, cancellationToken).ConfigureAwait(false);
        return new SocketOffer(finding.Record, finding.Record.State == SocketState.Serving ? finding.Descriptors : []);
    }
}
