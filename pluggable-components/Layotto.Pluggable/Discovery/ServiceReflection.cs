using Google.Protobuf;
using Grpc.Core;
using Grpc.Reflection.V1;
using Layotto.Components;

namespace Layotto.Pluggable.Discovery;

/// <summary>
/// Asks a process for its services by gRPC's server reflection: version v1 first, then v1alpha, which is all that older servers have.
/// Both have the same bytes on the wire.
/// </summary>
internal static class ServiceReflection
{
    /// <summary>The most bytes of the answer.</summary>
    public const int MaxMessageSize = 1024 * 1024;

    private const string MethodName = "ServerReflectionInfo";

    private static readonly (string Version, Method<ServerReflectionRequest, ServerReflectionResponse> Method)[] Versions =
    [
        ("v1", MethodOf("grpc.reflection.v1.ServerReflection")),
        ("v1alpha", MethodOf("grpc.reflection.v1alpha.ServerReflection")),
    ];

    /// <summary>Asks.</summary>
    /// <param name="invoker">The way to the process.</param>
    /// <param name="maxServices">The most services that it may name.</param>
    /// <param name="options">The deadline and the cancellation of the calls.</param>
    /// <exception cref="RpcException">The process didn't answer.</exception>
    /// <exception cref="ComponentException">It answered, and the answer is of no use.</exception>
    public static async Task<ReflectedServices> ListAsync(CallInvoker invoker, int maxServices, CallOptions options)
    {
        foreach (var (version, method) in Versions)
        {
            try
            {
                return new ReflectedServices(version, await ListAsync(invoker, method, maxServices, options).ConfigureAwait(false));
            }
            catch (RpcException exception) when (exception.StatusCode == StatusCode.Unimplemented)
            {
                // The next version may be there.
            }
        }

        throw new ComponentException("Its process has no gRPC server reflection, neither v1 nor v1alpha, so nobody can tell what it serves.");
    }

    private static async Task<IReadOnlyList<string>> ListAsync(
        CallInvoker invoker, Method<ServerReflectionRequest, ServerReflectionResponse> method, int maxServices, CallOptions options)
    {
        using var call = invoker.AsyncDuplexStreamingCall(method, null, options);
        try
        {
            await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "*" }).ConfigureAwait(false);
            await call.RequestStream.CompleteAsync().ConfigureAwait(false);
        }
        catch (RpcException)
        {
            // A server that ends the call before it has read tells why in the answer.
        }

        if (!await call.ResponseStream.MoveNext(options.CancellationToken).ConfigureAwait(false))
            throw new ComponentException("Its process ended the reflection call without an answer.");
        var response = call.ResponseStream.Current;
        if (response.MessageResponseCase == ServerReflectionResponse.MessageResponseOneofCase.ErrorResponse)
            throw new ComponentException($"Its process refuses to list its services: {response.ErrorResponse.ErrorMessage}");
        if (response.MessageResponseCase != ServerReflectionResponse.MessageResponseOneofCase.ListServicesResponse)
            throw new ComponentException("Its process answered the question for its services with something else.");
        var services = response.ListServicesResponse.Service;
        if (services.Count > maxServices)
            throw new ComponentException($"Its process names {services.Count} services; it may have {maxServices}.");
        return [.. services.Select(service => service.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private static Method<ServerReflectionRequest, ServerReflectionResponse> MethodOf(string service) => new(
        MethodType.DuplexStreaming,
        service,
        MethodName,
        Marshallers.Create(static message => message.ToByteArray(), ServerReflectionRequest.Parser.ParseFrom),
        Marshallers.Create(static message => message.ToByteArray(), ServerReflectionResponse.Parser.ParseFrom));
}
