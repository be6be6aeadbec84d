using System.Diagnostics;

namespace Layotto.Grpc.Interop.Tests;

/// <summary>The server on grpcio.</summary>
public sealed class PythonServer : PeerServer
{
    internal override ProcessStartInfo Command => PeerCommand.Python("server.py", "--port=0");
}
