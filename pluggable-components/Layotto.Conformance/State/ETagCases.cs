using Layotto.Components.State;
using static Layotto.Conformance.State.StateStoreSubject;

namespace Layotto.Conformance.State;

/// <summary>Writes that depend on what is there.</summary>
internal static class ETagCases
{
    private static readonly string[] Ability = [StateAbilities.ETag];

    public static IReadOnlyList<ConformanceCase<StateStoreSubject>> All { get; } =
    [
        new("a store without etags doesn't claim them", (subject, _) =>
        {
            Expect.True(!subject.Store.Features.Contains(StateFeatures.ETag), "ETAG should not be among the features");
            return Task.CompletedTask;
        }) { Lacks = Ability },
        new("a store with etags says so", (subject, _) =>
        {
            Expect.True(subject.Store.Features.Contains(StateFeatures.ETag), "ETAG should be among the features");
            return Task.CompletedTask;
        }) { Needs = Ability },
        new("an empty value is there, with an etag", async (subject, cancellationToken) =>
        {
            var key = await WriteAsync(subject, "", cancellationToken);
            var value = await subject.GetAsync(key, cancellationToken);
            Expect.True(value is not null, "a key with an empty value should not read as one without a value");
            Expect.Equal(0, value.Data.Length, "the length of the value");
            Expect.True(!string.IsNullOrEmpty(value.ETag), "the empty value should have an etag");
        }) { Needs = Ability },
        new("single and bulk reads give the same etag", async (subject, cancellationToken) =>
        {
            var key = await WriteAsync(subject, "\"first\"", cancellationToken);
            var single = await subject.GetETagAsync(key, cancellationToken);
            var bulk = await subject.GetManyAsync([key], cancellationToken);
            Expect.Equal(single, bulk[0].Value?.ETag, "the etag of a bulk read");
        }) { Needs = Ability },
        new("a write with a wrong etag fails and changes nothing", async (subject, cancellationToken) =>
        {
            var key = await WriteAsync(subject, "\"first\"", cancellationToken);
            var etag = await subject.GetETagAsync(key, cancellationToken);
            await ExpectMismatchAsync(() => subject.Store.SetAsync(SetRequest(key, "\"second\"", subject.BadETag), cancellationToken), key);
            await subject.ExpectAsync(key, "\"first\"", cancellationToken);
            Expect.Equal(etag, await subject.GetETagAsync(key, cancellationToken), "the etag after a failed write");
        }) { Needs = Ability },
        new("a write with the right etag succeeds once and changes the etag", async (subject, cancellationToken) =>
        {
            var key = await WriteAsync(subject, "\"first\"", cancellationToken);
            var etag = await subject.GetETagAsync(key, cancellationToken);
            await subject.Store.SetAsync(SetRequest(key, "\"second\"", etag), cancellationToken);
            await subject.ExpectAsync(key, "\"second\"", cancellationToken);
            Expect.True(etag != await subject.GetETagAsync(key, cancellationToken), "a write should change the etag");
            await ExpectMismatchAsync(() => subject.Store.SetAsync(SetRequest(key, "\"third\"", etag), cancellationToken), key);
        }) { Needs = Ability },
        new("a write with an etag fails where there is no value", async (subject, cancellationToken) =>
        {
            var key = NewPrefix("missing");
            await ExpectMismatchAsync(() => subject.Store.SetAsync(SetRequest(key, "1", subject.BadETag), cancellationToken), key);
            await subject.ExpectAsync(key, null, cancellationToken);
        }) { Needs = Ability },
        new("an empty etag is none", async (subject, cancellationToken) =>
        {
            var key = await WriteAsync(subject, "\"first\"", cancellationToken);
            await subject.Store.SetAsync(SetRequest(key, "\"second\"", ""), cancellationToken);
            await subject.ExpectAsync(key, "\"second\"", cancellationToken);
            await subject.Store.DeleteAsync(DeleteRequest(key, ""), cancellationToken);
            await subject.ExpectAsync(key, null, cancellationToken);
        }) { Needs = Ability },
        new("a deletion goes by its etag", async (subject, cancellationToken) =>
        {
            var key = await WriteAsync(subject, "\"first\"", cancellationToken);
            await ExpectMismatchAsync(() => subject.Store.DeleteAsync(DeleteRequest(key, subject.BadETag), cancellationToken), key);
            await subject.ExpectAsync(key, "\"first\"", cancellationToken);
            await subject.Store.DeleteAsync(DeleteRequest(key, await subject.GetETagAsync(key, cancellationToken)), cancellationToken);
            await subject.ExpectAsync(key, null, cancellationToken);
            await ExpectMismatchAsync(() => subject.Store.DeleteAsync(DeleteRequest(key, subject.BadETag), cancellationToken), key);
        }) { Needs = Ability },
        new("a bulk write with one wrong etag writes the others", async (subject, cancellationToken) =>
        {
            var (wrong, right) = (await WriteAsync(subject, "\"first\"", cancellationToken), await WriteAsync(subject, "\"first\"", cancellationToken));
            var etag = await subject.GetETagAsync(right, cancellationToken);
            var errors = await subject.SetManyAsync(
                [SetRequest(wrong, "\"second\"", subject.BadETag), SetRequest(right, "\"second\"", etag)], cancellationToken);
            ExpectMismatch(errors[0], wrong);
            Expect.True(errors[1] is null, "the write with the right etag should succeed");
            await subject.ExpectAsync(wrong, "\"first\"", cancellationToken);
            await subject.ExpectAsync(right, "\"second\"", cancellationToken);
        }) { Needs = Ability },
        new("a bulk deletion with one wrong etag deletes the others", async (subject, cancellationToken) =>
        {
            var (right, wrong) = (await WriteAsync(subject, "\"first\"", cancellationToken), await WriteAsync(subject, "\"first\"", cancellationToken));
            var etag = await subject.GetETagAsync(right, cancellationToken);
            var errors = await subject.DeleteManyAsync([DeleteRequest(right, etag), DeleteRequest(wrong, subject.BadETag)], cancellationToken);
            Expect.True(errors[0] is null, "the deletion with the right etag should succeed");
            ExpectMismatch(errors[1], wrong);
            await subject.ExpectAsync(right, null, cancellationToken);
            await subject.ExpectAsync(wrong, "\"first\"", cancellationToken);
        }) { Needs = Ability },
    ];

    private static async Task<string> WriteAsync(StateStoreSubject subject, string value, CancellationToken cancellationToken)
    {
        var key = NewPrefix("etag");
        await subject.SetAsync(key, value, cancellationToken);
        return key;
    }

    private static async Task ExpectMismatchAsync(Func<ValueTask> write, string key) => ExpectMismatch(await CatchAsync(write), key);

    private static void ExpectMismatch(Exception? error, string key)
    {
        var etagError = error as StateETagException;
        Expect.True(etagError is not null, $"a wrong etag should fail as such; it gives {error?.Message ?? "no error"}");
        Expect.Equal(StateETagError.Mismatch, etagError.Error, "the kind of etag error");
        Expect.Equal(key, etagError.Key, "the key of the etag error");
    }
}
