using System.Net;
using Layotto.Benchmarks.Processes;

namespace Layotto.Benchmarks.Tools;

/// <summary>A load generator that runs as a process of its own.</summary>
internal abstract class LoadTool
{
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(60);

    public abstract string Name { get; }

    /// <summary>False if the program is not installed, which leaves its steps out.</summary>
    public abstract bool IsAvailable { get; }

    /// <param name="target">Where the contender listens.</param>
    /// <param name="request">What to send.</param>
    /// <param name="shape">How much of it.</param>
    /// <param name="cores">Processors the generator is bound to.</param>
    /// <param name="workDirectory">For the tool's files.</param>
    /// <param name="cancellationToken">Ends the tool.</param>
    public async Task<LoadFigures> RunAsync(
        IPEndPoint target,
        LoadRequest request,
        LoadShape shape,
        string cores,
        string workDirectory,
        CancellationToken cancellationToken)
    {
        var command = Prepare(target, request, shape, workDirectory);
        await using var process = PinnedProcess.Start(command, cores);
        var output = await process.CompleteAsync(shape.Duration + Slack, cancellationToken, AcceptedExitCodes);
        return Read(output, workDirectory);
    }

    protected virtual int[] AcceptedExitCodes => [0];

    protected abstract Command Prepare(IPEndPoint target, LoadRequest request, LoadShape shape, string workDirectory);

    protected abstract LoadFigures Read(string output, string workDirectory);
}
