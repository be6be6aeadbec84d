using Google.Protobuf;
using Grpc.Core;
using Layotto.Components.Bindings;
using Layotto.Pluggable.Connections;
using Layotto.Protos.Dapr.Components.V1;

namespace Layotto.Pluggable.Bindings;

/// <summary>Between the contract of bindings and Dapr's messages.</summary>
internal static class BindingCalls
{
    /// <summary>The most events handled at once.</summary>
    private const int MaxUnderWay = 256;

    public static async Task InitialiseInputAsync(ComponentLink link, CallInvoker invoker, CancellationToken cancellationToken)
        => await new InputBinding.InputBindingClient(invoker).InitAsync(
            new InputBindingInitRequest { Metadata = Settings(link) }, cancellationToken: cancellationToken).ConfigureAwait(false);

    /// <returns>The names of the operations.</returns>
    public static async Task<IReadOnlyList<string>> InitialiseOutputAsync(ComponentLink link, CallInvoker invoker, CancellationToken cancellationToken)
    {
        var client = new OutputBinding.OutputBindingClient(invoker);
        await client.InitAsync(new OutputBindingInitRequest { Metadata = Settings(link) }, cancellationToken: cancellationToken).ConfigureAwait(false);
        var response = await client.ListOperationsAsync(new ListOperationsRequest(), cancellationToken: cancellationToken).ConfigureAwait(false);
        return [.. response.Operations];
    }

    public static Task PingInputAsync(CallInvoker invoker, CallOptions options)
        => new InputBinding.InputBindingClient(invoker).PingAsync(new PingRequest(), options).ResponseAsync;

    public static Task PingOutputAsync(CallInvoker invoker, CallOptions options)
        => new OutputBinding.OutputBindingClient(invoker).PingAsync(new PingRequest(), options).ResponseAsync;

    public static async ValueTask<IAsyncDisposable> ReadAsync(ComponentLink link, BindingHandler handler, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var stream = new AnsweredStream<ReadRequest, ReadResponse>(
            link,
            static (invoker, token) => new InputBinding.InputBindingClient(invoker).Read(cancellationToken: token),
            null,
            (message, ended) => HandleAsync(message, handler, ended),
            MaxUnderWay);
        await stream.StartAsync().ConfigureAwait(false);
        return stream;
    }

    public static async ValueTask<BindingResponse?> InvokeAsync(ComponentLink link, BindingRequest request, CancellationToken cancellationToken)
    {
        var message = new InvokeRequest { Operation = request.Operation, Data = UnsafeByteOperations.UnsafeWrap(request.Data) };
        message.Metadata.AddAll(request.Metadata);
        try
        {
            var response = await new OutputBinding.OutputBindingClient(link.Invoker)
                .InvokeAsync(message, cancellationToken: cancellationToken).ConfigureAwait(false);
            return new BindingResponse
            {
                Data = response.Data.Memory,
                Metadata = response.Metadata.Count > 0 ? response.Metadata : BindingEvent.NoMetadata,
                ContentType = response.ContentType.Length > 0 ? response.ContentType : null,
            };
        }
        catch (RpcException exception)
        {
            throw link.Error(exception, cancellationToken);
        }
    }

    private static async Task<ReadRequest?> HandleAsync(ReadResponse message, BindingHandler handler, CancellationToken ended)
    {
        var answer = new ReadRequest { MessageId = message.MessageId };
        try
        {
            var response = await handler(
                new BindingEvent
                {
                    Data = message.Data.Memory,
                    Metadata = message.Metadata.Count > 0 ? message.Metadata : BindingEvent.NoMetadata,
                    ContentType = message.ContentType.Length > 0 ? message.ContentType : null,
                },
                ended).ConfigureAwait(false);
            answer.ResponseData = ByteString.CopyFrom(response.Span);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception exception)
        {
            answer.ResponseError = new AckResponseError { Message = exception.Message };
        }

        return answer;
    }

    private static MetadataRequest Settings(ComponentLink link)
    {
        var metadata = new MetadataRequest();
        metadata.Properties.AddAll(link.Properties);
        return metadata;
    }
}
