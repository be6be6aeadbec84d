using System.Globalization;
using Layotto.Grpc.Hosting;

namespace Layotto.Gateway.Serving;

/// <summary>Chooses how many threads hear from the kernel, as the data path runs on them.</summary>
internal static class SocketThreads
{
    // More than this many take turns rather than work side by side.
    private const int Most = 16;

    /// <summary>Chooses one for each processor, unless an operator has chosen. To be called before the first socket is used.</summary>
    public static void Choose()
    {
        if (Environment.GetEnvironmentVariable(InlineCompletions.ThreadCountVariable) is null)
            Environment.SetEnvironmentVariable(InlineCompletions.ThreadCountVariable, Math.Min(Environment.ProcessorCount, Most).ToString(CultureInfo.InvariantCulture));
    }
}
