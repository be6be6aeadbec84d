using Google.Protobuf.Reflection;
using Grpc.Core;
using Layotto.Protos.Dapr.Components.V1;

namespace Layotto.Pluggable.Tests.Processes;

/// <summary>A secret store's process.</summary>
internal sealed class FakeSecretService : SecretStore.SecretStoreBase
{
    private static readonly Dictionary<string, string> Secrets = new() { ["conftestsecret"] = "abcd", ["secondsecret"] = "efgh" };

    public static (ServerServiceDefinition Definition, ServiceDescriptor Descriptor) Serve()
        => (SecretStore.BindService(new FakeSecretService()), SecretStore.Descriptor);

    public override Task<SecretStoreInitResponse> Init(SecretStoreInitRequest request, ServerCallContext context)
        => Task.FromResult(new SecretStoreInitResponse());

    public override Task<FeaturesResponse> Features(FeaturesRequest request, ServerCallContext context) => Task.FromResult(new FeaturesResponse());

    public override Task<PingResponse> Ping(PingRequest request, ServerCallContext context) => Task.FromResult(new PingResponse());

    public override Task<GetSecretResponse> Get(GetSecretRequest request, ServerCallContext context)
        => Secrets.TryGetValue(request.Key, out var value)
            ? Task.FromResult(new GetSecretResponse { Data = { [request.Key] = value } })
            : throw new RpcException(new Status(StatusCode.NotFound, $"there is no secret {request.Key}"));

    public override Task<BulkGetSecretResponse> BulkGet(BulkGetSecretRequest request, ServerCallContext context)
    {
        var response = new BulkGetSecretResponse();
        foreach (var (name, value) in Secrets)
            response.Data[name] = new SecretResponse { Secrets = { [name] = value } };
        return Task.FromResult(response);
    }
}
