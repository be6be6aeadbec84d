using static Layotto.Conformance.State.StateStoreSubject;

namespace Layotto.Conformance.State;

/// <summary>Several keys in one call.</summary>
internal static class BulkCases
{
    public static IReadOnlyList<ConformanceCase<StateStoreSubject>> All { get; } =
    [
        new("a bulk write writes every key", async (subject, cancellationToken) =>
        {
            var (keys, values) = await WriteAsync(subject, cancellationToken);
            for (var index = 0; index < keys.Length; index++)
                await subject.ExpectAsync(keys[index], values[index], cancellationToken);
        }),
        new("a bulk read answers every key in order, missing ones with nothing", async (subject, cancellationToken) =>
        {
            var (keys, values) = await WriteAsync(subject, cancellationToken);
            var missing = NewPrefix("missing");
            var results = await subject.GetManyAsync([keys[2], missing, keys[0], keys[0]], cancellationToken);
            Expect.Equal(4, results.Count, "the number of results");
            Expect.Equal(keys[2], results[0].Key, "the key of the first result");
            Expect.Bytes(System.Text.Encoding.UTF8.GetBytes(values[2]), results[0].Value?.Data, "the first result");
            Expect.Equal(missing, results[1].Key, "the key of the second result");
            Expect.True(results[1] is { Value: null, Error: null }, "a missing key should have neither value nor error");
            Expect.Bytes(System.Text.Encoding.UTF8.GetBytes(values[0]), results[2].Value?.Data, "the third result");
            Expect.Bytes(System.Text.Encoding.UTF8.GetBytes(values[0]), results[3].Value?.Data, "a key asked for twice");
        }),
        new("a bulk deletion deletes every key, missing ones without an error", async (subject, cancellationToken) =>
        {
            var (keys, _) = await WriteAsync(subject, cancellationToken);
            var errors = await subject.DeleteManyAsync(
                [DeleteRequest(keys[0]), DeleteRequest(NewPrefix("missing")), DeleteRequest(keys[1])], cancellationToken);
            Expect.True(errors.Count == 3 && errors.All(error => error is null), "no deletion should fail");
            await subject.ExpectAsync(keys[0], null, cancellationToken);
            await subject.ExpectAsync(keys[1], null, cancellationToken);
            await subject.ExpectAsync(keys[2], "[1,2]", cancellationToken);
        }),
        new("a bulk call of no keys does nothing", async (subject, cancellationToken) =>
        {
            Expect.Equal(0, (await subject.GetManyAsync([], cancellationToken)).Count, "the number of values");
            Expect.Equal(0, (await subject.SetManyAsync([], cancellationToken)).Count, "the number of writes");
            Expect.Equal(0, (await subject.DeleteManyAsync([], cancellationToken)).Count, "the number of deletions");
        }),
    ];

    private static async Task<(string[] Keys, string[] Values)> WriteAsync(StateStoreSubject subject, CancellationToken cancellationToken)
    {
        var prefix = NewPrefix("bulk");
        string[] values = ["123", "\u0001\u0002", "[1,2]", "\"hello world\""];
        var keys = values.Select((_, index) => $"{prefix}{index}").ToArray();
        var errors = await subject.SetManyAsync([.. keys.Select((key, index) => SetRequest(key, values[index]))], cancellationToken);
        Expect.True(errors.Count == keys.Length && errors.All(error => error is null), "no write should fail");
        return (keys, values);
    }
}
