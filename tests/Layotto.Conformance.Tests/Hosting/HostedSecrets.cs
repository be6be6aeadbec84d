using Grpc.Core;
using Layotto.Components.Secrets;
using Layotto.Protos.Dapr.Components.V1;

namespace Layotto.Conformance.Tests.Hosting;

/// <summary>A secret store that is built in, behind Dapr's contract.</summary>
internal sealed class HostedSecrets(HostedComponents<ISecretStore> components) : SecretStore.SecretStoreBase
{
    public override async Task<SecretStoreInitResponse> Init(SecretStoreInitRequest request, ServerCallContext context)
    {
        await components.InitialiseAsync(request.Metadata.Properties, context);
        return new SecretStoreInitResponse();
    }

    public override Task<FeaturesResponse> Features(FeaturesRequest request, ServerCallContext context)
        => Task.FromResult(new FeaturesResponse { Features = { components.Of(context).Features } });

    public override Task<PingResponse> Ping(PingRequest request, ServerCallContext context) => Task.FromResult(new PingResponse());

    public override Task<GetSecretResponse> Get(GetSecretRequest request, ServerCallContext context) => HostedComponents<ISecretStore>.AnswerAsync(async () =>
    {
        var response = new GetSecretResponse();
        response.Data.Add((await components.Of(context).GetAsync(request.Key, request.Metadata, context.CancellationToken)).ToDictionary());
        return response;
    });

    public override Task<BulkGetSecretResponse> BulkGet(BulkGetSecretRequest request, ServerCallContext context) => HostedComponents<ISecretStore>.AnswerAsync(async () =>
    {
        var response = new BulkGetSecretResponse();
        foreach (var (name, values) in await components.Of(context).GetAllAsync(request.Metadata, context.CancellationToken))
            response.Data[name] = new SecretResponse { Secrets = { values.ToDictionary() } };
        return response;
    });
}
