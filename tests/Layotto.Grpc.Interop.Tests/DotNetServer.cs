using System.Diagnostics;

namespace Layotto.Grpc.Interop.Tests;

/// <summary>This project's own server.</summary>
public sealed class DotNetServer : PeerServer
{
    internal override ProcessStartInfo Command => PeerCommand.DotNet("Layotto.Interop.Server", "--port=0");
}
