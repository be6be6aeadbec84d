using Grpc.Core;

namespace Layotto.Grpc.Server;

/// <summary>One request, one response.</summary>
internal sealed class UnaryMethod<TRequest, TResponse>(
    Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse> handler, ServerSettings settings)
    : ServerMethod(method, settings)
    where TRequest : class
    where TResponse : class
{
    private readonly Marshaller<TRequest> _requests = method.RequestMarshaller;
    private readonly Marshaller<TResponse> _responses = method.ResponseMarshaller;

    protected override Task InvokeAsync(ServerCall call)
    {
        var reading = call.ReadSingleAsync(_requests);
        if (!reading.IsCompletedSuccessfully)
            return ReadAndRespondAsync(call, reading);
        var handling = handler(reading.Result, call);
        if (!handling.IsCompletedSuccessfully)
            return RespondAsync(call, handling);
        call.WriteSingle(_responses, handling.Result);
        return Task.CompletedTask;
    }

    private async Task ReadAndRespondAsync(ServerCall call, ValueTask<TRequest> reading)
    {
        var request = await reading.ConfigureAwait(false);
        call.WriteSingle(_responses, await handler(request, call).ConfigureAwait(false));
    }

    private async Task RespondAsync(ServerCall call, Task<TResponse> handling) =>
        call.WriteSingle(_responses, await handling.ConfigureAwait(false));
}
