using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Layotto.Dapr.Http.Routes;
using Layotto.Protos.Dapr.Runtime.V1;

namespace Layotto.Dapr.Grpc;

/// <summary>
/// Dapr's gRPC API. What isn't overridden here isn't built yet: it answers UNIMPLEMENTED, and docs/status.md lists it.
/// </summary>
/// <param name="services">What stands behind it.</param>
public sealed partial class DaprService(DaprServices services) : Protos.Dapr.Runtime.V1.Dapr.DaprBase
{
    /// <inheritdoc/>
    public override async Task<GetSecretResponse> GetSecret(GetSecretRequest request, ServerCallContext context)
    {
        var secret = await services.Secrets.GetAsync(request.StoreName, request.Key, request.Metadata, context.CancellationToken).ConfigureAwait(false);
        var response = new GetSecretResponse();
        foreach (var (key, value) in secret)
            response.Data[key] = value;
        return response;
    }

    /// <inheritdoc/>
    public override async Task<GetBulkSecretResponse> GetBulkSecret(GetBulkSecretRequest request, ServerCallContext context)
    {
        var secrets = await services.Secrets.GetAllAsync(request.StoreName, request.Metadata, context.CancellationToken).ConfigureAwait(false);
        var response = new GetBulkSecretResponse();
        foreach (var (name, values) in secrets)
        {
            var secret = new SecretResponse();
            foreach (var (key, value) in values)
                secret.Secrets[key] = value;
            response.Data[name] = secret;
        }

        return response;
    }

    /// <inheritdoc/>
    public override Task<GetMetadataResponse> GetMetadata(GetMetadataRequest request, ServerCallContext context)
        => Task.FromResult(MetadataMessages.Response(services.Metadata));

    /// <inheritdoc/>
    public override Task<Empty> SetMetadata(SetMetadataRequest request, ServerCallContext context)
        => services.Metadata.TrySetExtended(request.Key, request.Value)
            ? Task.FromResult(Nothing)
            : throw new RpcException(new Status(StatusCode.ResourceExhausted, "there are too many extended metadata keys already"));

    /// <inheritdoc/>
    public override Task<Empty> Shutdown(ShutdownRequest request, ServerCallContext context)
    {
        var force = context.RequestHeaders.GetValue(ShutdownRoutes.ForceHeader);
        services.Shutdown(string.Equals(force, "true", StringComparison.OrdinalIgnoreCase));
        return Task.FromResult(Nothing);
    }
}
