using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Layotto.Benchmarks.Processes;

/// <summary>
/// Asks a .NET process how much it has allocated so far. The process needs no code for it: the runtime loads the probe as
/// a start-up hook because of two environment variables.
/// </summary>
internal sealed class AllocationProbe(string hookAssembly, string socketPath)
{
    public IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string>
    {
        ["DOTNET_STARTUP_HOOKS"] = hookAssembly,
        ["LAYOTTO_ALLOCATION_PROBE"] = socketPath,
    };

    /// <returns>Bytes allocated since the process began.</returns>
    public async Task<long> ReadAsync(CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellationToken);
        using var stream = new NetworkStream(socket);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        var line = await reader.ReadLineAsync(cancellationToken)
            ?? throw new BenchmarkException("The allocation probe closed the connection without an answer.");
        return long.Parse(line.AsSpan(0, line.IndexOf(' ', StringComparison.Ordinal)), CultureInfo.InvariantCulture);
    }
}
