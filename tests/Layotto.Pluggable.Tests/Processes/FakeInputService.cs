using System.Collections.Concurrent;
using System.Threading.Channels;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Layotto.Protos.Dapr.Components.V1;

namespace Layotto.Pluggable.Tests.Processes;

/// <summary>The input half of a binding's process: events that a test triggers, kept until they are answered without an error.</summary>
internal sealed class FakeInputService : InputBinding.InputBindingBase
{
    private readonly Channel<ReadResponse> _events = Channel.CreateUnbounded<ReadResponse>();

    public Channel<ReadRequest> Answers { get; } = Channel.CreateUnbounded<ReadRequest>();

    public static (ServerServiceDefinition Definition, ServiceDescriptor Descriptor) Serve(FakeInputService service)
        => (InputBinding.BindService(service), InputBinding.Descriptor);

    public void Trigger(string data, string contentType = "") => _events.Writer.TryWrite(new ReadResponse
    {
        Data = ByteString.CopyFromUtf8(data),
        ContentType = contentType,
        MessageId = Guid.NewGuid().ToString("N"),
        Metadata = { ["source"] = "test" },
    });

    public override Task<InputBindingInitResponse> Init(InputBindingInitRequest request, ServerCallContext context) => Task.FromResult(new InputBindingInitResponse());

    public override Task<PingResponse> Ping(PingRequest request, ServerCallContext context) => Task.FromResult(new PingResponse());

    public override async Task Read(
        IAsyncStreamReader<ReadRequest> requestStream, IServerStreamWriter<ReadResponse> responseStream, ServerCallContext context)
    {
        var unanswered = new ConcurrentDictionary<string, ReadResponse>(StringComparer.Ordinal);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        var sending = SendAsync(unanswered, responseStream, ending.Token);
        try
        {
            while (await requestStream.MoveNext(context.CancellationToken))
            {
                unanswered.TryRemove(requestStream.Current.MessageId, out _);
                Answers.Writer.TryWrite(requestStream.Current);
            }
        }
        finally
        {
            await ending.CancelAsync();
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var message in unanswered.Values)
                _events.Writer.TryWrite(message);
        }
    }

    private async Task SendAsync(
        ConcurrentDictionary<string, ReadResponse> unanswered, IServerStreamWriter<ReadResponse> responses, CancellationToken cancellationToken)
    {
        while (true)
        {
            var message = await _events.Reader.ReadAsync(cancellationToken);
            unanswered[message.MessageId] = message;
            await responses.WriteAsync(message, cancellationToken);
        }
    }
}
