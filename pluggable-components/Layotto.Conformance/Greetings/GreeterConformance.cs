namespace Layotto.Conformance.Greetings;

/// <summary>What every <c>hello</c> must do.</summary>
public static class GreeterConformance
{
    /// <summary>The suite.</summary>
    public static ConformanceSuite<GreeterSubject> Suite { get; } = new(
        "hello",
        [
            new("it greets", async (subject, cancellationToken) =>
            {
                foreach (var name in (string[])["conformance", "", "žluťoučký \ud83d\ude00"])
                    Expect.True((await subject.Greeter.GreetAsync(name, cancellationToken)).Length > 0, $"\"{name}\" should be greeted");
            }),
            new("100 are greeted at once", (subject, cancellationToken) => Task.WhenAll(Enumerable.Range(0, 100).Select(
                number => Task.Run(async () => await subject.Greeter.GreetAsync($"{number}", cancellationToken), cancellationToken)))),
            new("a cancelled call is not carried out", async (subject, _) =>
            {
                using var cancelled = new CancellationTokenSource();
                await cancelled.CancelAsync();
                await Expect.ThrowsAsync<OperationCanceledException>(
                    async () => await subject.Greeter.GreetAsync("nobody", cancelled.Token), "a call that is cancelled beforehand");
            }),
        ]);
}
