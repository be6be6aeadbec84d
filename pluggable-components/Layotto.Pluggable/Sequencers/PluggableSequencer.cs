using Grpc.Core;
using Layotto.Components;
using Layotto.Components.Sequencers;
using Layotto.Pluggable.Connections;
using Layotto.Protos.Components.V1;
using SequencerIncrement = Layotto.Components.Sequencers.SequencerIncrement;
using WireIncrement = Layotto.Protos.Components.V1.SequencerIncrement;

namespace Layotto.Pluggable.Sequencers;

/// <summary>A sequencer in another process (<c>layotto.components.v1.Sequencer</c>).</summary>
internal sealed class PluggableSequencer : ISequencer
{
    private readonly ComponentLink _link;
    private volatile IReadOnlyList<string> _features = [];
    private volatile bool _lacksSegments;
    private Sequencer.SequencerClient _client = null!;

    public PluggableSequencer(ComponentSocket socket) => _link = new ComponentLink(
        socket, InitialiseAsync, static (invoker, options) => new Sequencer.SequencerClient(invoker).PingAsync(new PingRequest(), options).ResponseAsync);

    /// <inheritdoc/>
    public IReadOnlyList<string> Features => _features;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        await _link.StartAsync(context, cancellationToken).ConfigureAwait(false);
        _client = new Sequencer.SequencerClient(_link.Invoker);
    }

    /// <inheritdoc/>
    public ValueTask PingAsync(CancellationToken cancellationToken) => _link.PingAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<long> GetNextIdAsync(SequencerRequest request, CancellationToken cancellationToken)
    {
        var message = new GetNextIdRequest { Key = request.Key, Increment = ToIncrement(request.Increment) };
        message.Metadata.AddAll(request.Metadata);
        var response = await _link.AnswerAsync(_client.GetNextIdAsync(message, cancellationToken: cancellationToken), cancellationToken).ConfigureAwait(false);
        return response.NextId >= 1 ? response.NextId : throw new ComponentException($"the process gave the number {response.NextId}; numbers begin with 1");
    }

    /// <inheritdoc/>
    public async ValueTask<SequencerSegment?> GetSegmentAsync(SequencerRequest request, int size, CancellationToken cancellationToken)
    {
        if (_lacksSegments)
            return null;
        var message = new GetSegmentRequest { Key = request.Key, Size = size, Increment = ToIncrement(request.Increment) };
        message.Metadata.AddAll(request.Metadata);
        GetSegmentResponse response;
        try
        {
            response = await _client.GetSegmentAsync(message, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.Unimplemented)
        {
            _lacksSegments = true;
            return null;
        }
        catch (RpcException exception)
        {
            throw _link.Error(exception, cancellationToken);
        }

        if (response.From < 1 || response.To < response.From || response.To - response.From >= size)
            throw new ComponentException($"the process gave the numbers {response.From} to {response.To}, where up to {size} from 1 on were asked for");
        return new SequencerSegment(response.From, response.To);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _link.DisposeAsync();

    private static WireIncrement ToIncrement(SequencerIncrement increment)
        => increment == SequencerIncrement.Strong ? WireIncrement.Strong : WireIncrement.Weak;

    private async Task InitialiseAsync(CallInvoker invoker, CancellationToken cancellationToken)
    {
        var client = new Sequencer.SequencerClient(invoker);
        await client.InitAsync(_link.InitRequest(), cancellationToken: cancellationToken).ConfigureAwait(false);
        _features = await LinkCalls.ReadFeaturesAsync(client.FeaturesAsync(new FeaturesRequest(), cancellationToken: cancellationToken)).ConfigureAwait(false);

        // A process that is back may be a newer one.
        _lacksSegments = false;
    }
}
