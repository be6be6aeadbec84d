using System.Text;
using Layotto.Components;
using Layotto.Components.Bindings;

namespace Layotto.Conformance.Bindings;

/// <summary>What every output binding must do: the cases of Dapr's conformance tests, and what those leave out.</summary>
public static class OutputBindingConformance
{
    private static readonly byte[] Data = "Hello, conformance!"u8.ToArray();

    /// <summary>The suite.</summary>
    public static ConformanceSuite<OutputBindingSubject> Suite { get; } = new(
        "output bindings",
        [
            new("it answers a ping", async (subject, cancellationToken) => await subject.Binding.PingAsync(cancellationToken)),
            new("it has the operations that are declared", (subject, _) =>
            {
                foreach (var operation in subject.Abilities)
                    Expect.True(subject.Binding.Operations.Contains(operation), $"{operation} should be among the operations");
                return Task.CompletedTask;
            }),
            new("an operation that it hasn't is an error", async (subject, cancellationToken)
                => await Expect.ThrowsAsync<ComponentException>(
                    () => InvokeAsync(subject, "no-such-operation", NewName(), cancellationToken), "an operation that there isn't")),
            new("something is created", async (subject, cancellationToken)
                => await InvokeAsync(subject, BindingOperations.Create, NewName(), cancellationToken)) { Needs = [BindingOperations.Create] },
            new("what was created is got", async (subject, cancellationToken) =>
            {
                var name = NewName();
                await InvokeAsync(subject, BindingOperations.Create, name, cancellationToken);
                var answer = await InvokeAsync(subject, BindingOperations.Get, name, cancellationToken);
                Expect.Bytes(Data, answer?.Data, "what is got");
            }) { Needs = [BindingOperations.Create, BindingOperations.Get] },
            new("what was created is listed", async (subject, cancellationToken) =>
            {
                var name = NewName();
                await InvokeAsync(subject, BindingOperations.Create, name, cancellationToken);
                var answer = await subject.Binding.InvokeAsync(
                    new BindingRequest(BindingOperations.List, default, new Dictionary<string, string>()), cancellationToken);
                Expect.True(
                    answer is not null && Encoding.UTF8.GetString(answer.Data.Span).Contains(name, StringComparison.Ordinal), $"the list should have {name} in it");
            }) { Needs = [BindingOperations.Create, BindingOperations.List] },
            new("what was deleted is gone", async (subject, cancellationToken) =>
            {
                var name = NewName();
                await InvokeAsync(subject, BindingOperations.Create, name, cancellationToken);
                await InvokeAsync(subject, BindingOperations.Delete, name, cancellationToken);
                try
                {
                    var answer = await InvokeAsync(subject, BindingOperations.Get, name, cancellationToken);
                    Expect.Equal(0, answer?.Data.Length ?? 0, "the number of bytes of what was deleted");
                }
                catch (ComponentException)
                {
                    // Some say that there is nothing, others answer with nothing.
                }
            }) { Needs = [BindingOperations.Create, BindingOperations.Get, BindingOperations.Delete] },
            new("what was created is got byte for byte", async (subject, cancellationToken) =>
            {
                var name = NewName();
                byte[] data = [.. Enumerable.Range(0, 256).Select(number => (byte)number)];
                await subject.Binding.InvokeAsync(new BindingRequest(BindingOperations.Create, data, subject.Naming(name)), cancellationToken);
                Expect.Bytes(data, (await InvokeAsync(subject, BindingOperations.Get, name, cancellationToken))?.Data, "what is got");
            }) { Needs = [BindingOperations.Create, BindingOperations.Get] },
            new("what is created at once is all there", async (subject, cancellationToken) =>
            {
                var names = Enumerable.Range(0, 20).Select(_ => NewName()).ToList();
                await Task.WhenAll(names.Select(name => Task.Run(
                    () => subject.Binding.InvokeAsync(new BindingRequest(BindingOperations.Create, Encoding.UTF8.GetBytes(name), subject.Naming(name)), cancellationToken).AsTask(),
                    cancellationToken)));
                foreach (var name in names)
                    Expect.Bytes(Encoding.UTF8.GetBytes(name), (await InvokeAsync(subject, BindingOperations.Get, name, cancellationToken))?.Data, "what is got");
            }) { Needs = [BindingOperations.Create, BindingOperations.Get] },
            new("it goes on after an operation that failed", async (subject, cancellationToken) =>
            {
                await Expect.ThrowsAsync<ComponentException>(
                    () => InvokeAsync(subject, "no-such-operation", NewName(), cancellationToken), "an operation that there isn't");
                await InvokeAsync(subject, BindingOperations.Create, NewName(), cancellationToken);
            }) { Needs = [BindingOperations.Create] },
            new("a cancelled call is not carried out", async (subject, _) =>
            {
                using var cancelled = new CancellationTokenSource();
                await cancelled.CancelAsync();
                await Expect.ThrowsAsync<OperationCanceledException>(
                    () => InvokeAsync(subject, BindingOperations.Create, NewName(), cancelled.Token), "a call that is cancelled beforehand");
            }) { Needs = [BindingOperations.Create] },
        ]);

    private static string NewName() => $"conformance-{Guid.NewGuid():N}";

    private static async Task<BindingResponse?> InvokeAsync(
        OutputBindingSubject subject, string operation, string name, CancellationToken cancellationToken)
        => await subject.Binding.InvokeAsync(new BindingRequest(operation, Data, subject.Naming(name)), cancellationToken);
}
