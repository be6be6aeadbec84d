using Grpc.Core;

namespace Layotto.Dapr.Grpc;

/// <summary>
/// Binds a service's methods, those that its class overrides as they are, and in the place of the others one that answers UNIMPLEMENTED
/// with a sentence: what the generated base class answers has none.
/// </summary>
/// <param name="services">Takes the methods.</param>
/// <param name="generatedBase">The generated base class; a handler declared there isn't built yet.</param>
public sealed class BuiltMethods(ServerServiceDefinition.Builder services, Type generatedBase) : ServiceBinderBase
{
    private readonly List<string> _planned = [];

    /// <summary>The full names of the methods that aren't built yet.</summary>
    public IReadOnlyList<string> Planned => _planned;

    /// <inheritdoc/>
    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler)
        => services.AddMethod(method, IsBuilt(method, handler) ? handler! : (_, _) => throw NotBuilt(method));

    /// <inheritdoc/>
    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler)
        => services.AddMethod(method, IsBuilt(method, handler) ? handler! : (_, _) => throw NotBuilt(method));

    /// <inheritdoc/>
    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler)
        => services.AddMethod(method, IsBuilt(method, handler) ? handler! : (_, _, _) => throw NotBuilt(method));

    /// <inheritdoc/>
    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler)
        => services.AddMethod(method, IsBuilt(method, handler) ? handler! : (_, _, _) => throw NotBuilt(method));

    private bool IsBuilt(IMethod method, Delegate? handler)
    {
        if (handler is not null && handler.Method.DeclaringType != generatedBase)
            return true;
        _planned.Add(method.FullName);
        return false;
    }

    private static RpcException NotBuilt(IMethod method)
        => new(new Status(StatusCode.Unimplemented, $"The API {method.Name} is not built yet; docs/status.md lists what is."));
}
