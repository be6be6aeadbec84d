using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Layotto.Benchmarks.AllocationProbe;

/// <summary>
/// Answers each connection with one line, the bytes allocated by the whole process so far and the number of collections
/// of generation 0, and closes it. It runs on a thread of its own with blocking calls, so it costs nothing between questions.
/// </summary>
internal static class ProbeServer
{
    public static void Run(Socket listener)
    {
        while (true)
        {
            using var connection = listener.Accept();
            var bytes = GC.GetTotalAllocatedBytes(precise: true);
            var answer = string.Create(CultureInfo.InvariantCulture, $"{bytes} {GC.CollectionCount(0)}\n");
            connection.Send(Encoding.ASCII.GetBytes(answer));
        }
    }
}
