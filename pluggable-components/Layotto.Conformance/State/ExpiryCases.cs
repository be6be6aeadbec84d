using System.Globalization;
using Layotto.Components;
using Layotto.Components.State;
using static Layotto.Conformance.State.StateStoreSubject;

namespace Layotto.Conformance.State;

/// <summary>Values that expire.</summary>
internal static class ExpiryCases
{
    private const string Value = "\"⏱️\"";

    private static readonly string[] Ability = [StateAbilities.TimeToLive];
    private static readonly string[] WithExpiryTime = [StateAbilities.TimeToLive, StateAbilities.ExpiryTime];

    public static IReadOnlyList<ConformanceCase<StateStoreSubject>> All { get; } =
    [
        new("a store without expiry doesn't claim it", (subject, _) =>
        {
            Expect.True(!subject.Store.Features.Contains(StateFeatures.TimeToLive), "TTL should not be among the features");
            return Task.CompletedTask;
        }) { Lacks = Ability },
        new("a store with expiry says so", (subject, _) =>
        {
            Expect.True(subject.Store.Features.Contains(StateFeatures.TimeToLive), "TTL should be among the features");
            return Task.CompletedTask;
        }) { Needs = Ability },
        new("a bad time to live is an error and writes nothing", async (subject, cancellationToken) =>
        {
            foreach (var bad in new[] { "foo", "1.5", "-2", "2147483648", "1s", " 1 x" })
            {
                var key = NewPrefix("bad");
                await Expect.ThrowsAsync<ComponentException>(
                    async () => await subject.SetAsync(key, "1", cancellationToken, ttl: bad), $"a time to live of \"{bad}\"");
                await subject.ExpectAsync(key, null, cancellationToken);
            }
        }) { Needs = Ability },
        new("a value is there until its time and gone after it", async (subject, cancellationToken) =>
        {
            var key = NewPrefix("ttl");
            await subject.SetAsync(key, Value, cancellationToken, ttl: "2");
            await subject.ExpectAsync(key, Value, cancellationToken);
            await subject.AdvanceAsync(TimeSpan.FromSeconds(1), cancellationToken);
            await subject.ExpectAsync(key, Value, cancellationToken);
            await subject.AdvanceAsync(TimeSpan.FromSeconds(2), cancellationToken);
            await subject.ExpectAsync(key, null, cancellationToken);
            Expect.True((await subject.GetManyAsync([key], cancellationToken))[0].Value is null, "a bulk read should not see it either");
        }) { Needs = Ability },
        new("an expired value has no etag any more", async (subject, cancellationToken) =>
        {
            var key = NewPrefix("ttl-etag");
            await subject.SetAsync(key, Value, cancellationToken, ttl: "1");
            var etag = await subject.GetETagAsync(key, cancellationToken);
            await subject.AdvanceAsync(TimeSpan.FromSeconds(2.5), cancellationToken);
            await Expect.ThrowsAsync<StateETagException>(
                async () => await subject.Store.SetAsync(SetRequest(key, "1", etag), cancellationToken), "a write with the etag of an expired value");
            await subject.ExpectAsync(key, null, cancellationToken);
        }) { Needs = [StateAbilities.TimeToLive, StateAbilities.ETag] },
        new("a value without a time to live tells no expiry", async (subject, cancellationToken) =>
        {
            var key = NewPrefix("no-ttl");
            await subject.SetAsync(key, Value, cancellationToken);
            await ExpectExpiryAsync(subject, key, null, cancellationToken);
        }),
        new("a value tells when it expires", async (subject, cancellationToken) =>
        {
            var key = NewPrefix("expiry");
            await subject.SetAsync(key, Value, cancellationToken, ttl: "3600");
            await ExpectExpiryAsync(subject, key, TimeSpan.FromHours(1), cancellationToken);
        }) { Needs = WithExpiryTime },
        new("a bulk read tells when values expire", async (subject, cancellationToken) =>
        {
            var (first, second) = (NewPrefix("expiry-1"), NewPrefix("expiry-2"));
            await subject.SetAsync(first, "\"123\"", cancellationToken, ttl: "3600");
            await subject.SetAsync(second, "\"234\"", cancellationToken, ttl: "3600");
            foreach (var result in await subject.GetManyAsync([first, second], cancellationToken))
                ExpectExpiry(result.Value, TimeSpan.FromHours(1), subject.TimeProvider);
        }) { Needs = WithExpiryTime },
        new("a time to live of -1 takes the expiry away", (subject, cancellationToken) => RemovedAsync(subject, "-1", cancellationToken))
        {
            Needs = WithExpiryTime,
        },
        new("a write without a time to live takes the expiry away", (subject, cancellationToken) => RemovedAsync(subject, null, cancellationToken))
        {
            Needs = WithExpiryTime,
        },
        new("values of a transaction expire", async (subject, cancellationToken) =>
        {
            var (brief, lasting) = (NewPrefix("brief"), NewPrefix("lasting"));
            await subject.ExecuteAsync(
                cancellationToken,
                StateTransactionOperation.Upsert(SetRequest(brief, Value, ttl: "1")),
                StateTransactionOperation.Upsert(SetRequest(lasting, Value)));
            await subject.ExpectAsync(brief, Value, cancellationToken);
            await subject.AdvanceAsync(TimeSpan.FromSeconds(2.5), cancellationToken);
            await subject.ExpectAsync(brief, null, cancellationToken);
            await subject.ExpectAsync(lasting, Value, cancellationToken);
        }) { Needs = [StateAbilities.TimeToLive, StateAbilities.Transaction] },
    ];

    private static async Task RemovedAsync(StateStoreSubject subject, string? removal, CancellationToken cancellationToken)
    {
        var key = NewPrefix("removed");
        await subject.SetAsync(key, Value, cancellationToken, ttl: "2");
        await ExpectExpiryAsync(subject, key, TimeSpan.FromSeconds(2), cancellationToken);
        await subject.SetAsync(key, Value, cancellationToken, ttl: removal);
        await ExpectExpiryAsync(subject, key, null, cancellationToken);
        await subject.AdvanceAsync(TimeSpan.FromSeconds(3), cancellationToken);
        await subject.ExpectAsync(key, Value, cancellationToken);
    }

    private static async Task ExpectExpiryAsync(StateStoreSubject subject, string key, TimeSpan? expected, CancellationToken cancellationToken)
        => ExpectExpiry(await subject.GetAsync(key, cancellationToken), expected, subject.TimeProvider);

    private static void ExpectExpiry(StateValue? value, TimeSpan? expected, TimeProvider timeProvider)
    {
        Expect.True(value is not null, "the value should be there");
        var isThere = value.Metadata.TryGetValue(StateValue.ExpiryMetadataKey, out var text);
        if (expected is not { } timeToLive)
        {
            Expect.True(!isThere, $"{StateValue.ExpiryMetadataKey} should not be told; it is {text}");
            return;
        }

        Expect.True(isThere, $"{StateValue.ExpiryMetadataKey} should be told");
        Expect.True(
            DateTimeOffset.TryParseExact(
                text, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time),
            $"{StateValue.ExpiryMetadataKey} should be an RFC 3339 time in UTC; it is \"{text}\"");
        var distance = (time - (timeProvider.GetUtcNow() + timeToLive)).Duration();
        Expect.True(distance < TimeSpan.FromSeconds(10), $"the value should expire in {timeToLive}; it expires at {text}");
    }
}
