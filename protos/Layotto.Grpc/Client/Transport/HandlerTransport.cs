using Layotto.Grpc.Client.Calls;
using Layotto.Grpc.Client.Connections;
using Layotto.Grpc.Client.Protocol;
using Layotto.Grpc.Protocol;

namespace Layotto.Grpc.Client.Transport;

/// <summary>Carries calls by .NET's HTTP client.</summary>
/// <param name="connections">The channel's connections.</param>
/// <param name="invoker">Sends requests over them.</param>
/// <param name="requests">Makes the requests.</param>
internal sealed class HandlerTransport(ConnectionManager connections, HttpMessageInvoker invoker, RequestFactory requests) : CallTransport
{
    public override async ValueTask<CallResponse> SendAsync(ClientCall call, HttpContent content)
    {
        while (true)
        {
            await connections.WaitUntilConnectedAsync(call.IsWaitForReady, call.Ending);
            var heard = connections.Heard;
            var hadPeer = call.IsWaitForReady && connections.HasLivePeer;
            var request = requests.Create(call.Method, call.Host, content);
            AddHeaders(call, request);
            try
            {
                return new HandlerResponse(await invoker.SendAsync(request, call.Ending));
            }
            catch (HttpRequestException exception) when (
                call.IsWaitForReady && !call.Ending.IsCancellationRequested && !hadPeer && connections.Heard == heard
                && exception.InnerException is IOException)
            {
                // No peer has ever spoken to this request, so none has seen it: it goes on waiting.
            }
            catch (HttpRequestException exception) when (exception.InnerException is null && connections.Useless is { } reason)
            {
                // The handler says no more than that there was no handshake, when the connection ends before it has the request.
                throw new ConnectFailedException(reason.Message, exception);
            }
        }
    }

    public override void Dispose() => invoker.Dispose();

    private static void AddHeaders(ClientCall call, HttpRequestMessage request)
    {
        if (call.Compresses)
            request.Headers.TryAddWithoutValidation("grpc-encoding", MessageEncodings.Gzip);
        if (call.Timeout is { } timeout)
            request.Headers.TryAddWithoutValidation("grpc-timeout", TimeoutHeader.Format(timeout));
        if (call.Headers is { Count: > 0 } headers)
            RequestMetadata.Write(headers, request.Headers);
    }
}
