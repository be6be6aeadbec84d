using Grpc.Core;
using Layotto.Components;

namespace Layotto.Pluggable.Connections;

/// <summary>What the calls of the kinds in <c>layotto.components.v1</c> have in common.</summary>
internal static class LinkCalls
{
    /// <summary>Waits for the answer to a call.</summary>
    /// <exception cref="ComponentException">The process refused, or didn't answer.</exception>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public static async ValueTask<TResponse> AnswerAsync<TResponse>(
        this ComponentLink link, AsyncUnaryCall<TResponse> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call.ConfigureAwait(false);
        }
        catch (RpcException exception)
        {
            throw link.Error(exception, cancellationToken);
        }
    }

    /// <summary>Asks for the features of a component; a process that has no such method has no feature to tell of.</summary>
    /// <exception cref="RpcException">The process refused, or didn't answer.</exception>
    public static async Task<IReadOnlyList<string>> ReadFeaturesAsync(AsyncUnaryCall<Protos.Components.V1.FeaturesResponse> call)
    {
        try
        {
            return [.. (await call.ConfigureAwait(false)).Features];
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.Unimplemented)
        {
            return [];
        }
    }

    /// <summary>What a component's process is told before it is used.</summary>
    public static Protos.Components.V1.InitRequest InitRequest(this ComponentLink link)
    {
        var request = new Protos.Components.V1.InitRequest { AppId = link.Context.AppId, Namespace = link.Context.Namespace };
        request.Metadata.AddAll(link.Properties);
        return request;
    }
}
