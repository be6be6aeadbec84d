using Google.Protobuf;
using Grpc.Core;
using Layotto.Components.Crypto;
using Layotto.Pluggable.Sdk.Serving;
using Layotto.Protos.Components.V1;

namespace Layotto.Pluggable.Sdk.Crypto;

/// <summary>A crypto provider as our service.</summary>
internal sealed class CryptoService(ComponentInstances instances) : CryptoProvider.CryptoProviderBase
{
    public override Task<InitResponse> Init(InitRequest request, ServerCallContext context)
        => instances.InitialiseAsync<InitResponse>(request, context);

    public override Task<FeaturesResponse> Features(FeaturesRequest request, ServerCallContext context)
        => Task.FromResult(new FeaturesResponse { Features = { instances.Features(context) } });

    public override Task<AlgorithmsResponse> Algorithms(AlgorithmsRequest request, ServerCallContext context)
    {
        using var held = instances.Hold(context);
        var provider = held.As<ICryptoProvider>();
        return Task.FromResult(new AlgorithmsResponse { Encryption = { provider.EncryptionAlgorithms }, Signature = { provider.SignatureAlgorithms } });
    }

    public override Task<PingResponse> Ping(PingRequest request, ServerCallContext context) => instances.PingAsync<PingResponse>(context);

    public override async Task<GetKeyResponse> GetKey(GetKeyRequest request, ServerCallContext context)
    {
        using var held = instances.Hold(context);
        var key = await held.As<ICryptoProvider>().GetPublicKeyAsync(request.KeyName, context.CancellationToken).ConfigureAwait(false);
        return new GetKeyResponse { PublicKey = key.ToPublicJson() };
    }

    public override async Task<EncryptResponse> Encrypt(EncryptRequest request, ServerCallContext context)
    {
        using var held = instances.Hold(context);
        var (ciphertext, tag) = await held.As<ICryptoProvider>().EncryptAsync(
            new CryptoEncryption(request.KeyName, request.Algorithm, request.Plaintext.Memory, request.Nonce.Memory, request.AssociatedData.Memory),
            context.CancellationToken).ConfigureAwait(false);
        return new EncryptResponse { Ciphertext = Wrap(ciphertext), Tag = Wrap(tag) };
    }

    public override async Task<DecryptResponse> Decrypt(DecryptRequest request, ServerCallContext context)
    {
        using var held = instances.Hold(context);
        var plaintext = await held.As<ICryptoProvider>().DecryptAsync(
            new CryptoDecryption(
                request.KeyName, request.Algorithm, request.Ciphertext.Memory, request.Nonce.Memory, request.Tag.Memory, request.AssociatedData.Memory),
            context.CancellationToken).ConfigureAwait(false);
        return new DecryptResponse { Plaintext = Wrap(plaintext) };
    }

    public override async Task<WrapKeyResponse> WrapKey(WrapKeyRequest request, ServerCallContext context)
    {
        using var held = instances.Hold(context);
        var (wrapped, tag) = await held.As<ICryptoProvider>().WrapKeyAsync(
            new CryptoEncryption(request.KeyName, request.Algorithm, request.PlaintextKey.Memory, request.Nonce.Memory, request.AssociatedData.Memory),
            context.CancellationToken).ConfigureAwait(false);
        return new WrapKeyResponse { WrappedKey = Wrap(wrapped), Tag = Wrap(tag) };
    }

    public override async Task<UnwrapKeyResponse> UnwrapKey(UnwrapKeyRequest request, ServerCallContext context)
    {
        using var held = instances.Hold(context);
        var key = await held.As<ICryptoProvider>().UnwrapKeyAsync(
            new CryptoDecryption(
                request.KeyName, request.Algorithm, request.WrappedKey.Memory, request.Nonce.Memory, request.Tag.Memory, request.AssociatedData.Memory),
            context.CancellationToken).ConfigureAwait(false);
        return new UnwrapKeyResponse { PlaintextKey = Wrap(key) };
    }

    public override async Task<SignResponse> Sign(SignRequest request, ServerCallContext context)
    {
        using var held = instances.Hold(context);
        var signature = await held.As<ICryptoProvider>().SignAsync(
            request.KeyName, request.Algorithm, request.Digest.Memory, context.CancellationToken).ConfigureAwait(false);
        return new SignResponse { Signature = Wrap(signature) };
    }

    public override async Task<VerifyResponse> Verify(VerifyRequest request, ServerCallContext context)
    {
        using var held = instances.Hold(context);
        var isValid = await held.As<ICryptoProvider>().VerifyAsync(
            request.KeyName, request.Algorithm, request.Digest.Memory, request.Signature.Memory, context.CancellationToken).ConfigureAwait(false);
        return new VerifyResponse { Valid = isValid };
    }

    private static ByteString Wrap(byte[] bytes) => UnsafeByteOperations.UnsafeWrap(bytes);
}
