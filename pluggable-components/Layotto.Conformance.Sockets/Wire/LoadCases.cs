namespace Layotto.Conformance.Sockets.Wire;

/// <summary>Many at once.</summary>
internal static class LoadCases
{
    private const int Calls = 200;
    private const int Connections = 20;

    public static IReadOnlyList<ConformanceCase<WireSubject>> All { get; } =
    [
        new("200 calls at once are answered", async (subject, cancellationToken) =>
        {
            using var connection = await subject.InitialiseAsync(subject.NewName(), cancellationToken);
            await Task.WhenAll(Enumerable.Range(0, Calls).Select(_ => subject.ExpectAnswerAsync(connection, "each of 200 calls at once", cancellationToken)));
        }),
        new("20 connections at once are served", async (subject, cancellationToken) =>
        {
            var name = subject.NewName();
            using var first = await subject.InitialiseAsync(name, cancellationToken);
            var connections = Enumerable.Range(0, Connections).Select(_ => subject.Connect(name)).ToList();
            try
            {
                await Task.WhenAll(connections.Select(connection => subject.ExpectAnswerAsync(connection, "a call on each of 20 connections", cancellationToken)));
            }
            finally
            {
                connections.ForEach(connection => connection.Dispose());
            }
        }),
    ];
}
