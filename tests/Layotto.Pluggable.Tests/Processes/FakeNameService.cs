using System.Collections.Concurrent;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Layotto.Components.NameResolution;
using Layotto.Protos.Components.V1;

namespace Layotto.Pluggable.Tests.Processes;

/// <summary>A name resolver's process. What was registered may outlive it, or not.</summary>
internal sealed class FakeNameService : NameResolver.NameResolverBase
{
    private readonly ConcurrentDictionary<string, RegisterRequest> _sidecars = new(StringComparer.Ordinal);

    /// <summary>What is answered for every app; null for what was registered.</summary>
    public IReadOnlyList<string>? Answer { get; set; }

    public IReadOnlyCollection<RegisterRequest> Sidecars => [.. _sidecars.Values];

    public static (ServerServiceDefinition Definition, ServiceDescriptor Descriptor) Serve(FakeNameService service)
        => (NameResolver.BindService(service), NameResolver.Descriptor);

    public override Task<InitResponse> Init(InitRequest request, ServerCallContext context) => Task.FromResult(new InitResponse());

    public override Task<PingResponse> Ping(PingRequest request, ServerCallContext context) => Task.FromResult(new PingResponse());

    public override Task<RegisterResponse> Register(RegisterRequest request, ServerCallContext context)
    {
        _sidecars[$"{request.AppId} {request.HostAddress} {request.InternalPort}"] = request;
        return Task.FromResult(new RegisterResponse());
    }

    public override Task<UnregisterResponse> Unregister(UnregisterRequest request, ServerCallContext context)
    {
        _sidecars.TryRemove($"{request.AppId} {request.HostAddress} {request.InternalPort}", out _);
        return Task.FromResult(new UnregisterResponse());
    }

    public override Task<ResolveResponse> Resolve(ResolveRequest request, ServerCallContext context)
    {
        if (request.AppId.Length == 0)
            throw new RpcException(new Status(StatusCode.InvalidArgument, "the app id is empty"));
        var response = new ResolveResponse();
        response.Addresses.AddRange(Answer ?? _sidecars.Values
            .Where(sidecar => sidecar.AppId == request.AppId)
            .Select(sidecar => SidecarAddress.Join(sidecar.HostAddress, sidecar.InternalPort))
            .ToList());
        return response.Addresses.Count > 0 || Answer is not null
            ? Task.FromResult(response)
            : throw new RpcException(new Status(StatusCode.NotFound, $"there is no sidecar of {request.AppId}"));
    }
}
