using Grpc.Core;
using Layotto.Components.Secrets;
using Layotto.Pluggable.Sdk.Serving;
using Layotto.Protos.Dapr.Components.V1;

namespace Layotto.Pluggable.Sdk.Secrets;

/// <summary>A secret store as Dapr's service.</summary>
internal sealed class SecretService(ComponentInstances instances) : SecretStore.SecretStoreBase
{
    public override Task<SecretStoreInitResponse> Init(SecretStoreInitRequest request, ServerCallContext context)
        => instances.InitialiseAsync<SecretStoreInitResponse>(request.Metadata, context);

    public override Task<FeaturesResponse> Features(FeaturesRequest request, ServerCallContext context)
        => Task.FromResult(new FeaturesResponse { Features = { instances.Features(context) } });

    public override Task<PingResponse> Ping(PingRequest request, ServerCallContext context) => instances.PingAsync<PingResponse>(context);

    public override async Task<GetSecretResponse> Get(GetSecretRequest request, ServerCallContext context)
    {
        if (request.Key.Length == 0)
            throw ComponentErrors.BadField("key", "The field key is empty; it must name the secret.");
        using var held = instances.Hold(context);
        var response = new GetSecretResponse();
        foreach (var (key, value) in await held.As<ISecretStore>().GetAsync(request.Key, request.Metadata, context.CancellationToken).ConfigureAwait(false))
            response.Data[key] = value;
        return response;
    }

    public override async Task<BulkGetSecretResponse> BulkGet(BulkGetSecretRequest request, ServerCallContext context)
    {
        using var held = instances.Hold(context);
        var response = new BulkGetSecretResponse();
        foreach (var (name, values) in await held.As<ISecretStore>().GetAllAsync(request.Metadata, context.CancellationToken).ConfigureAwait(false))
        {
            var secret = new SecretResponse();
            foreach (var (key, value) in values)
                secret.Secrets[key] = value;
            response.Data[name] = secret;
        }

        return response;
    }
}
