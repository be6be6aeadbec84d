using System.Text;
using static Layotto.Conformance.State.StateStoreSubject;

namespace Layotto.Conformance.State;

/// <summary>Single keys: written, read, overwritten, deleted, whatever their bytes.</summary>
internal static class ValueCases
{
    // The values of Dapr's cases as they reach a store, and some that trip encoders.
    private static readonly (string Name, string Value)[] Values =
    [
        ("int", "123"),
        ("bool", "true"),
        ("byte", "\u0001"),
        ("string-with-json", "\"{\\\"a\\\":\\\"b\\\"}\""),
        ("string", "\"hello world\""),
        ("empty-string", "\"\""),
        ("struct", """{"message":"test"}"""),
        ("struct-operations", """{"product":{"value":15},"status":"ACTIVE","message":"message"}"""),
        ("struct-with-int", """{"message":42}"""),
        ("plain", "hello world"),
        ("null", "null"),
        ("spaced", " { \"a\" : [ 1 , 2.50 ] }\n"),
        ("duplicate-members", """{"a":1,"a":2}"""),
        ("almost-json", "{\"a\":1"),
        ("unicode", "\"⏱️ žluťoučký \ud83d\ude00\""),
        ("escapes", "\"\\u0061\\/\\ud83d\\ude00\""),
        ("base64", "aGVsbG8="),
        ("line-ends", "a\r\nb\n\0c"),
    ];

    public static IReadOnlyList<ConformanceCase<StateStoreSubject>> All { get; } =
    [
        new("it answers a ping", async (subject, cancellationToken) => await subject.Store.PingAsync(cancellationToken)),
        new("a value comes back byte for byte", ReadBackAsync),
        new("a key without a value reads as none", async (subject, cancellationToken)
            => await subject.ExpectAsync(NewPrefix("missing"), null, cancellationToken)),
        new("an empty value comes back as empty", async (subject, cancellationToken) =>
        {
            var key = NewPrefix("empty");
            await subject.Store.SetAsync(SetRequest(key, ""), cancellationToken);
            var value = await subject.GetAsync(key, cancellationToken);
            Expect.True(value is null || value.Data.Length == 0, "an empty value should read as empty");
        }),
        new("a value with all 256 bytes comes back", AllBytesAsync) { Needs = [StateAbilities.ActorStateStore] },
        new("a value of 1 MiB comes back", LargeAsync) { Needs = [StateAbilities.LargeValues] },
        new("a write takes the place of the one before", async (subject, cancellationToken) =>
        {
            var key = NewPrefix("overwritten");
            await subject.SetAsync(key, "\"a longer first value\"", cancellationToken);
            await subject.SetAsync(key, "\"second\"", cancellationToken);
            await subject.ExpectAsync(key, "\"second\"", cancellationToken);
        }),
        new("the caller may use its buffer again once a write is answered", async (subject, cancellationToken) =>
        {
            var key = NewPrefix("buffer");
            var buffer = Encoding.UTF8.GetBytes("\"first\"");
            await subject.Store.SetAsync(SetRequest(key, buffer), cancellationToken);
            Array.Fill(buffer, (byte)'x');
            await subject.ExpectAsync(key, "\"first\"", cancellationToken);
        }),
        new("a deleted key has no value, and can be deleted again", async (subject, cancellationToken) =>
        {
            var key = NewPrefix("deleted");
            await subject.SetAsync(key, "\"to be deleted\"", cancellationToken);
            await subject.DeleteAsync(key, cancellationToken);
            await subject.ExpectAsync(key, null, cancellationToken);
            await subject.DeleteAsync(key, cancellationToken);
        }),
        new("keys may be any Unicode text and differ by case", UnicodeKeysAsync),
        new("a cancelled call is not carried out", CancelledAsync),
    ];

    private static async Task ReadBackAsync(StateStoreSubject subject, CancellationToken cancellationToken)
    {
        var prefix = NewPrefix("value");
        foreach (var (name, value) in Values)
            await subject.SetAsync(prefix + name, value, cancellationToken);
        foreach (var (name, value) in Values)
            await subject.ExpectAsync(prefix + name, value, cancellationToken);
    }

    private static async Task AllBytesAsync(StateStoreSubject subject, CancellationToken cancellationToken)
    {
        var key = NewPrefix("bytes");
        var bytes = Enumerable.Range(0, 256).Select(value => (byte)value).ToArray();
        foreach (var value in new[] { bytes, [.. bytes, .. bytes, 0], [0xFF], [0xEF, 0xBB, 0xBF, (byte)'1'] })
        {
            await subject.Store.SetAsync(SetRequest(key, value), cancellationToken);
            Expect.Bytes(value, (await subject.GetAsync(key, cancellationToken))?.Data, "the binary value");
        }
    }

    private static async Task LargeAsync(StateStoreSubject subject, CancellationToken cancellationToken)
    {
        var key = NewPrefix("large");
        var bytes = new byte[1024 * 1024];
        for (var index = 0; index < bytes.Length; index++)
            bytes[index] = (byte)(index * 31 >> 3);
        await subject.Store.SetAsync(SetRequest(key, bytes), cancellationToken);
        Expect.Bytes(bytes, (await subject.GetAsync(key, cancellationToken))?.Data, "the value of 1 MiB");

        var text = $"\"{new string('x', 1024 * 1024)}\"";
        await subject.SetAsync(key, text, cancellationToken);
        await subject.ExpectAsync(key, text, cancellationToken);
    }

    private static async Task UnicodeKeysAsync(StateStoreSubject subject, CancellationToken cancellationToken)
    {
        var prefix = NewPrefix("key");
        string[] names = ["a", "A", "é", "e\u0301", "日本語", "\ud83d\ude00", "with space", "a/b?c#d%e", "'; --\"", "*?[]\\", "app||key"];
        foreach (var name in names)
            await subject.SetAsync(prefix + name, $"\"{names.IndexOf(name)}\"", cancellationToken);
        foreach (var name in names)
            await subject.ExpectAsync(prefix + name, $"\"{names.IndexOf(name)}\"", cancellationToken);
    }

    private static async Task CancelledAsync(StateStoreSubject subject, CancellationToken cancellationToken)
    {
        var key = NewPrefix("cancelled");
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Expect.ThrowsAsync<OperationCanceledException>(
            async () => await subject.SetAsync(key, "1", cancelled.Token), "a write that is cancelled beforehand");
        await Expect.ThrowsAsync<OperationCanceledException>(
            async () => await subject.GetAsync(key, cancelled.Token), "a read that is cancelled beforehand");
        await Expect.ThrowsAsync<OperationCanceledException>(
            async () => await subject.DeleteAsync(key, cancelled.Token), "a deletion that is cancelled beforehand");
        await subject.ExpectAsync(key, null, cancellationToken);
    }
}
