using Layotto.Components;
using Layotto.Components.PubSub;
using Layotto.Runtime.Resiliency;

namespace Layotto.Runtime.PubSub;

/// <summary>A bulk publication under way. Each attempt publishes what the attempts before left over.</summary>
internal sealed class BulkPublishCall(IPubSub broker, string topic, IReadOnlyDictionary<string, string> metadata, IReadOnlyList<BulkPublishEntry> entries)
{
    /// <summary>Dapr's bound for brokers without bulk publishing.</summary>
    private const int MaxParallel = 100;

    /// <summary>Judges attempts of messages that came over gRPC.</summary>
    public static readonly Func<BulkPublishCall?, Exception?, AttemptStatus> JudgeGrpc = static (call, error) => Judge(call, error, StatusFamily.Grpc);

    /// <summary>Judges attempts of messages that came over HTTP.</summary>
    public static readonly Func<BulkPublishCall?, Exception?, AttemptStatus> JudgeHttp = static (call, error) => Judge(call, error, StatusFamily.Http);

    private IReadOnlyList<BulkPublishEntry> _left = entries;

    /// <summary>What isn't published.</summary>
    public IReadOnlyList<BulkPublishFailure> Failures { get; private set; } = [];

    /// <summary>The first error of the last attempt; null when there was none.</summary>
    public Exception? FirstError { get; private set; }

    public async ValueTask<BulkPublishCall> AttemptAsync(CancellationToken cancellationToken)
    {
        FirstError = null;
        Failures = broker is IBulkPublisher bulk && broker.Features.Contains(PubSubFeatures.BulkPublish)
            ? await bulk.PublishManyAsync(topic, _left, metadata, cancellationToken).ConfigureAwait(false)
            : await PublishEachAsync(cancellationToken).ConfigureAwait(false);
        if (Failures.Count > 0)
        {
            FirstError ??= new ComponentException(Failures[0].Message);
            var failed = Failures.Select(failure => failure.EntryId).ToHashSet(StringComparer.Ordinal);
            _left = [.. _left.Where(entry => failed.Contains(entry.EntryId))];
        }

        return this;
    }

    /// <summary>Nothing of what was left is known to be published.</summary>
    public void FailRest(Exception error)
    {
        FirstError = error;
        Failures = [.. _left.Select(entry => new BulkPublishFailure(entry.EntryId, error.Message))];
    }

    // They begin in their order, so a broker that takes them at once keeps it.
    private async ValueTask<IReadOnlyList<BulkPublishFailure>> PublishEachAsync(CancellationToken cancellationToken)
    {
        var room = new SemaphoreSlim(MaxParallel);
        var pending = new Task<Exception?>[_left.Count];
        for (var index = 0; index < pending.Length; index++)
        {
            await room.WaitAsync(cancellationToken).ConfigureAwait(false);
            pending[index] = PublishAsync(_left[index], room, cancellationToken);
        }

        var errors = await Task.WhenAll(pending).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        var failures = new List<BulkPublishFailure>();
        for (var index = 0; index < errors.Length; index++)
        {
            if (errors[index] is not { } error)
                continue;
            FirstError ??= error;
            failures.Add(new BulkPublishFailure(_left[index].EntryId, error.Message));
        }

        return failures;
    }

    private async Task<Exception?> PublishAsync(BulkPublishEntry entry, SemaphoreSlim room, CancellationToken cancellationToken)
    {
        try
        {
            await broker.PublishAsync(new PublishRequest(topic, entry.Data, entry.ContentType, entry.Metadata), cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (Exception exception) when (exception is ComponentException or OperationCanceledException)
        {
            return exception;
        }
        finally
        {
            room.Release();
        }
    }

    private static AttemptStatus Judge(BulkPublishCall? call, Exception? error, StatusFamily family)
        => error is null && call!.Failures.Count == 0 ? AttemptStatus.Success : PublishStatus.Of(error ?? call!.FirstError, family);
}
