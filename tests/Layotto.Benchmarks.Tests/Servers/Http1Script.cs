using System.Net.Sockets;
using System.Text;

namespace Layotto.Benchmarks.Tests.Servers;

/// <summary>Reads requests without a body and answers them one by one.</summary>
internal static class Http1Script
{
    private static readonly byte[] EndOfHeaders = "\r\n\r\n"u8.ToArray();

    /// <summary>Reads up to the end of the next request's headers.</summary>
    /// <returns>False if the client has closed the connection.</returns>
    public static async Task<bool> ReadRequestAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (await stream.ReadAsync(one, cancellationToken) == 1)
        {
            head.Add(one[0]);
            if (head.Count >= 4 && head.TakeLast(4).SequenceEqual(EndOfHeaders))
                return true;
        }

        return false;
    }

    public static ValueTask WriteAsync(NetworkStream stream, string response, CancellationToken cancellationToken) =>
        stream.WriteAsync(Encoding.ASCII.GetBytes(response), cancellationToken);
}
