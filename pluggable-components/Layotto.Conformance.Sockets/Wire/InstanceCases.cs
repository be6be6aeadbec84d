namespace Layotto.Conformance.Sockets.Wire;

/// <summary>Components of one process, told apart by <c>x-component-instance</c>.</summary>
internal static class InstanceCases
{
    public static IReadOnlyList<ConformanceCase<WireSubject>> All { get; } =
    [
        new("a component can be initialised again, as it is after a lost connection", async (subject, cancellationToken) =>
        {
            var name = subject.NewName();
            using (await subject.InitialiseAsync(name, cancellationToken))
            {
            }

            using var again = await subject.InitialiseAsync(name, cancellationToken);
            await subject.ExpectAnswerAsync(again, "a call after the second initialisation", cancellationToken);
        }),
        new("a component can be initialised again while calls are under way", async (subject, cancellationToken) =>
        {
            var name = subject.NewName();
            using var connection = await subject.InitialiseAsync(name, cancellationToken);
            var calls = Enumerable.Range(0, 20).Select(_ => subject.CallAsync(connection, cancellationToken)).ToList();
            using var again = await subject.InitialiseAsync(name, cancellationToken);
            foreach (var answer in await Task.WhenAll(calls))
                Expect.True(!answer.IsLost, $"calls under way should be answered; the connection ends with {answer}");
            await subject.ExpectAnswerAsync(again, "a call after the second initialisation", cancellationToken);
        }),
        new("the initialisation of one component leaves another as it is", async (subject, cancellationToken) =>
        {
            using var first = await subject.InitialiseAsync(subject.NewName(), cancellationToken);
            using var second = await subject.InitialiseAsync(subject.NewName(), cancellationToken, subject.Target.Options.SecondMetadata);
            await subject.ExpectAnswerAsync(first, "a call of the first component", cancellationToken);
            await subject.ExpectAnswerAsync(second, "a call of the second component", cancellationToken);
        }),
        new("a call of a component that was never initialised is answered", async (subject, cancellationToken) =>
        {
            var name = subject.NewName();
            using var known = await subject.InitialiseAsync(name, cancellationToken);
            using var unknown = subject.Connect(subject.NewName());
            var answer = await subject.CallAsync(unknown, cancellationToken);
            Expect.True(!answer.IsLost, $"it should be answered, with an error or as it can be; the connection ends with {answer}");
            await subject.ExpectAliveAsync(name, "a call of a component that was never initialised", cancellationToken);
        }),
    ];
}
