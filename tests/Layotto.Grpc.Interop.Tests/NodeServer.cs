using System.Diagnostics;

namespace Layotto.Grpc.Interop.Tests;

/// <summary>The server on @grpc/grpc-js.</summary>
public sealed class NodeServer : PeerServer
{
    internal override ProcessStartInfo Command => PeerCommand.Node("server.mjs", "--port=0");
}
