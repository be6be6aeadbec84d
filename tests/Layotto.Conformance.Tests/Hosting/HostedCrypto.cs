using Google.Protobuf;
using Grpc.Core;
using Layotto.Components.Crypto;
using Layotto.Protos.Components.V1;

namespace Layotto.Conformance.Tests.Hosting;

/// <summary>A crypto provider that is built in, behind our contract.</summary>
internal sealed class HostedCrypto(HostedComponents<ICryptoProvider> components) : CryptoProvider.CryptoProviderBase
{
    public override async Task<InitResponse> Init(InitRequest request, ServerCallContext context)
    {
        await components.InitialiseAsync(request.Metadata, context);
        return new InitResponse();
    }

    public override Task<FeaturesResponse> Features(FeaturesRequest request, ServerCallContext context) => Task.FromResult(new FeaturesResponse());

    public override Task<PingResponse> Ping(PingRequest request, ServerCallContext context) => Task.FromResult(new PingResponse());

    public override Task<AlgorithmsResponse> Algorithms(AlgorithmsRequest request, ServerCallContext context) => Task.FromResult(new AlgorithmsResponse
    {
        Encryption = { components.Of(context).EncryptionAlgorithms },
        Signature = { components.Of(context).SignatureAlgorithms },
    });

    public override Task<GetKeyResponse> GetKey(GetKeyRequest request, ServerCallContext context) => AnswerAsync(async () => new GetKeyResponse
    {
        PublicKey = (await components.Of(context).GetPublicKeyAsync(request.KeyName, context.CancellationToken)).ToPublicJson(),
    });

    public override Task<EncryptResponse> Encrypt(EncryptRequest request, ServerCallContext context) => AnswerAsync(async () =>
    {
        var (ciphertext, tag) = await components.Of(context).EncryptAsync(
            new CryptoEncryption(request.KeyName, request.Algorithm, request.Plaintext.Memory, request.Nonce.Memory, request.AssociatedData.Memory), context.CancellationToken);
        return new EncryptResponse { Ciphertext = ByteString.CopyFrom(ciphertext), Tag = ByteString.CopyFrom(tag) };
    });

    public override Task<DecryptResponse> Decrypt(DecryptRequest request, ServerCallContext context) => AnswerAsync(async () => new DecryptResponse
    {
        Plaintext = ByteString.CopyFrom(await components.Of(context).DecryptAsync(
            new CryptoDecryption(request.KeyName, request.Algorithm, request.Ciphertext.Memory, request.Nonce.Memory, request.Tag.Memory, request.AssociatedData.Memory), context.CancellationToken)),
    });

    public override Task<WrapKeyResponse> WrapKey(WrapKeyRequest request, ServerCallContext context) => AnswerAsync(async () =>
    {
        var (wrapped, tag) = await components.Of(context).WrapKeyAsync(
            new CryptoEncryption(request.KeyName, request.Algorithm, request.PlaintextKey.Memory, request.Nonce.Memory, request.AssociatedData.Memory), context.CancellationToken);
        return new WrapKeyResponse { WrappedKey = ByteString.CopyFrom(wrapped), Tag = ByteString.CopyFrom(tag) };
    });

    public override Task<UnwrapKeyResponse> UnwrapKey(UnwrapKeyRequest request, ServerCallContext context) => AnswerAsync(async () => new UnwrapKeyResponse
    {
        PlaintextKey = ByteString.CopyFrom(await components.Of(context).UnwrapKeyAsync(
            new CryptoDecryption(request.KeyName, request.Algorithm, request.WrappedKey.Memory, request.Nonce.Memory, request.Tag.Memory, request.AssociatedData.Memory), context.CancellationToken)),
    });

    public override Task<SignResponse> Sign(SignRequest request, ServerCallContext context) => AnswerAsync(async () => new SignResponse
    {
        Signature = ByteString.CopyFrom(await components.Of(context).SignAsync(request.KeyName, request.Algorithm, request.Digest.Memory, context.CancellationToken)),
    });

    public override Task<VerifyResponse> Verify(VerifyRequest request, ServerCallContext context) => AnswerAsync(async () => new VerifyResponse
    {
        Valid = await components.Of(context).VerifyAsync(request.KeyName, request.Algorithm, request.Digest.Memory, request.Signature.Memory, context.CancellationToken),
    });

    private static Task<T> AnswerAsync<T>(Func<Task<T>> answer) => HostedComponents<ICryptoProvider>.AnswerAsync(answer);
}
