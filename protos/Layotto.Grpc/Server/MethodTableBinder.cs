using System.Collections.Frozen;
using Grpc.Core;

namespace Layotto.Grpc.Server;

/// <summary>Makes a method table of service definitions.</summary>
internal sealed class MethodTableBinder(ServerSettings settings) : ServiceBinderBase
{
    private readonly Dictionary<string, ServerMethod> _methods = new(StringComparer.Ordinal);
    private readonly HashSet<string> _services = new(StringComparer.Ordinal);

    public MethodTable Build() =>
        new(_methods.ToFrozenDictionary(StringComparer.Ordinal), _services.ToFrozenSet(StringComparer.Ordinal));

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Add(method, new UnaryMethod<TRequest, TResponse>(method, handler, settings));
    }

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Add(method, new ClientStreamingMethod<TRequest, TResponse>(method, handler, settings));
    }

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Add(method, new ServerStreamingMethod<TRequest, TResponse>(method, handler, settings));
    }

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Add(method, new DuplexStreamingMethod<TRequest, TResponse>(method, handler, settings));
    }

    private void Add(IMethod method, ServerMethod serverMethod)
    {
        if (!_methods.TryAdd(method.FullName, serverMethod))
            throw new ArgumentException($"Method {method.FullName} was added before; a server has each method once.", nameof(method));
        _services.Add(method.ServiceName);
    }
}
