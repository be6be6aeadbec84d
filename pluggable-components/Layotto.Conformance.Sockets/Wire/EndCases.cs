using Layotto.Conformance.Sockets.Processes;

namespace Layotto.Conformance.Sockets.Wire;

/// <summary>The end of the process.</summary>
internal static class EndCases
{
    public static IReadOnlyList<ConformanceCase<WireSubject>> All { get; } =
    [
        new("all that was sent has harmed nothing", async (subject, cancellationToken) =>
        {
            using var connection = await subject.InitialiseAsync(subject.NewName(), cancellationToken);
            await subject.ExpectAnswerAsync(connection, "a call at the end", cancellationToken);
        }),
        new("a process that was killed serves again once it is started, whatever it left behind", async (subject, cancellationToken) =>
        {
            await subject.Target.Process!.KillAndStartAsync(cancellationToken);
            using var connection = await subject.InitialiseAsync(subject.NewName(), cancellationToken);
            await subject.ExpectAnswerAsync(connection, "a call of the process that is back", cancellationToken);
        }) { Obstacle = subject => StartedProcess.Obstacle(subject.Target.Process) },
        new("a process that is told to end does so", async (subject, cancellationToken) =>
        {
            await subject.Target.Process!.StopAsync(cancellationToken);
            await subject.Target.Process.StartAgainAsync(cancellationToken);
        }) { Obstacle = subject => StartedProcess.Obstacle(subject.Target.Process) },
    ];
}
