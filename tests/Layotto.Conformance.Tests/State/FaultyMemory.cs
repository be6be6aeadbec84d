using System.Globalization;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Layotto.Protos.Dapr.Components.V1;

namespace Layotto.Conformance.Tests.State;

/// <summary>What a component of a <see cref="FaultyStateService"/> holds.</summary>
internal sealed class FaultyMemory(StateFault fault, TimeProvider clock)
{
    private const int LargeBytes = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries =
        new(fault == StateFault.IgnoresCaseOfKeys ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);

    private long _versions;

    public Entry? Read(string key)
    {
        lock (_lock)
            return Find(key);
    }

    public List<(string Key, Entry? Entry)> ReadMany(IReadOnlyList<string> keys)
    {
        lock (_lock)
            return [.. keys.Select(key => (key, Find(key)))];
    }

    public async Task WriteAsync(SetRequest request)
    {
        if (fault == StateFault.ChecksETagsApartFromWriting)
        {
            lock (_lock)
                Check(request.Key, request.Etag, request.Options);
            await Task.Delay(20);
            lock (_lock)
                Write(request);
            return;
        }

        Apply([new TransactionalStateOperation { Set = request }]);
    }

    /// <summary>Does all or nothing, as far as the fault allows.</summary>
    public void Apply(IReadOnlyList<TransactionalStateOperation> operations)
    {
        lock (_lock)
        {
            var before = _entries.ToList();
            try
            {
                foreach (var operation in fault == StateFault.AppliesDeletionsOfTransactionsFirst ? operations.OrderBy(one => one.Set is not null) : operations.AsEnumerable())
                    ApplyOne(operation);
            }
            catch (RpcException) when (fault != StateFault.AppliesTransactionsInPart && fault != StateFault.WritesDespiteMismatch)
            {
                _entries.Clear();
                foreach (var (key, entry) in before)
                    _entries[key] = entry;
                throw;
            }
        }
    }

    private void ApplyOne(TransactionalStateOperation operation)
    {
        if (operation.Set is { } set)
        {
            try
            {
                Check(set.Key, set.Etag, set.Options);
            }
            catch (RpcException) when (fault == StateFault.WritesDespiteMismatch)
            {
                Write(set);
                throw;
            }

            Write(set);
            return;
        }

        var delete = operation.Delete;
        Check(delete.Key, delete.Etag, delete.Options);
        if (!_entries.Remove(delete.Key) && fault == StateFault.FailsToDeleteWhatIsMissing)
            throw new RpcException(new Status(StatusCode.NotFound, $"there is no {delete.Key}"));
    }

    private void Check(string key, Etag? etag, StateOptions? options)
    {
        var present = Find(key);
        var isFirstWrite = options?.Concurrency == StateOptions.Types.StateConcurrency.ConcurrencyFirstWrite && fault != StateFault.IgnoresFirstWrites;
        var fails = string.IsNullOrEmpty(etag?.Value)
            ? isFirstWrite && present is not null
            : present?.ETag != etag.Value && fault != StateFault.IgnoresETags;
        if (!fails)
            return;
        throw fault == StateFault.TellsMismatchAsAborted
            ? new RpcException(new Status(StatusCode.Aborted, $"the key {key} has another version"))
            : FaultyStateService.Mismatch(key);
    }

    private void Write(SetRequest request)
    {
        DateTimeOffset? expiry = null;
        if (request.Metadata.TryGetValue("ttlInSeconds", out var text) && fault != StateFault.IgnoresTimeToLive)
        {
            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds) && seconds >= -1)
                expiry = seconds > 0 ? clock.GetUtcNow().AddSeconds(seconds) : null;
            else if (fault != StateFault.TakesBadTimeToLive)
                throw new RpcException(new Status(StatusCode.InvalidArgument, $"ttlInSeconds is \"{text}\"; it must be a number of seconds"));
        }

        var value = fault switch
        {
            StateFault.TruncatesLargeValues when request.Value.Length > LargeBytes => ByteString.CopyFrom(request.Value.Span[..LargeBytes]),
            StateFault.TakesValuesForText => ByteString.CopyFromUtf8(Encoding.UTF8.GetString(request.Value.Span)),
            _ => request.Value,
        };
        var version = fault == StateFault.KeepsETags && Find(request.Key) is { } present ? present.ETag : $"{++_versions}";
        _entries[request.Key] = new Entry(value, version, expiry);
    }

    private Entry? Find(string key) => _entries.TryGetValue(key, out var entry) && !(entry.Expiry <= clock.GetUtcNow()) ? entry : null;

    public sealed record Entry(ByteString Value, string ETag, DateTimeOffset? Expiry);
}
