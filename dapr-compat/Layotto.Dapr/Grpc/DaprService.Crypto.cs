using Google.Protobuf;
using Grpc.Core;
using Layotto.Components.Crypto;
using Layotto.Components.Crypto.Keys;
using Layotto.Protos.Dapr.Runtime.V1;
using Layotto.Runtime.Crypto;

namespace Layotto.Dapr.Grpc;

/// <content>The crypto API, and that of the operations on small messages.</content>
public sealed partial class DaprService
{
    /// <inheritdoc/>
    public override async Task EncryptAlpha1(
        IAsyncStreamReader<EncryptRequest> requestStream, IServerStreamWriter<EncryptResponse> responseStream, ServerCallContext context)
    {
        var source = new CryptoMessageSource<EncryptRequest>(requestStream, request => request.Payload, request => request.Options is not null);
        var options = (await source.ReadFirstAsync(context.CancellationToken).ConfigureAwait(false)).Options ?? throw CryptoMessages.NoOptions();
        if (options.KeyName.Length == 0)
            throw CryptoMessages.Bad("missing property 'keyName' in the options message");
        if (options.KeyWrapAlgorithm.Length == 0)
            throw CryptoMessages.Bad("missing property 'keyWrapAlgorithm' in the options message");
        var encryption = new EncryptionOptions(options.KeyName, options.KeyWrapAlgorithm)
        {
            DataEncryptionCipher = options.DataEncryptionCipher,
            OmitDecryptionKeyName = options.OmitDecryptionKeyName,
            DecryptionKeyName = options.DecryptionKeyName,
        };
        var sink = new CryptoMessageSink<EncryptResponse>(responseStream, payload => new EncryptResponse { Payload = payload });
        await services.Crypto.EncryptAsync(options.ComponentName, encryption, source, sink, context.CancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async Task DecryptAlpha1(
        IAsyncStreamReader<DecryptRequest> requestStream, IServerStreamWriter<DecryptResponse> responseStream, ServerCallContext context)
    {
        var source = new CryptoMessageSource<DecryptRequest>(requestStream, request => request.Payload, request => request.Options is not null);
        var options = (await source.ReadFirstAsync(context.CancellationToken).ConfigureAwait(false)).Options ?? throw CryptoMessages.NoOptions();
        var sink = new CryptoMessageSink<DecryptResponse>(responseStream, payload => new DecryptResponse { Payload = payload });
        await services.Crypto.DecryptAsync(options.ComponentName, options.KeyName, source, sink, context.CancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async Task<SubtleGetKeyResponse> SubtleGetKeyAlpha1(SubtleGetKeyRequest request, ServerCallContext context)
    {
        services.Crypto.RequireProvider(request.ComponentName);
        var format = request.Format switch
        {
            SubtleGetKeyRequest.Types.KeyFormat.Pem => CryptoKeyFormat.Pem,
            SubtleGetKeyRequest.Types.KeyFormat.Json => CryptoKeyFormat.Jwk,
            _ => throw CryptoMessages.Bad("invalid key format"),
        };
        var key = await services.Crypto.GetKeyAsync(request.ComponentName, request.Name, format, context.CancellationToken).ConfigureAwait(false);
        return new SubtleGetKeyResponse { Name = request.Name, PublicKey = key };
    }

    /// <inheritdoc/>
    public override async Task<SubtleEncryptResponse> SubtleEncryptAlpha1(SubtleEncryptRequest request, ServerCallContext context)
    {
        var encryption = new CryptoEncryption(
            request.KeyName, request.Algorithm, request.Plaintext.Memory, request.Nonce.Memory, request.AssociatedData.Memory);
        var result = await services.Crypto.EncryptAsync(request.ComponentName, encryption, context.CancellationToken).ConfigureAwait(false);
        return new SubtleEncryptResponse
        {
            Ciphertext = UnsafeByteOperations.UnsafeWrap(result.Ciphertext),
            Tag = UnsafeByteOperations.UnsafeWrap(result.Tag),
        };
    }

    /// <inheritdoc/>
    public override async Task<SubtleDecryptResponse> SubtleDecryptAlpha1(SubtleDecryptRequest request, ServerCallContext context)
    {
        var decryption = new CryptoDecryption(
            request.KeyName,
            request.Algorithm,
            request.Ciphertext.Memory,
            request.Nonce.Memory,
            request.Tag.Memory,
            request.AssociatedData.Memory);
        var plaintext = await services.Crypto.DecryptAsync(request.ComponentName, decryption, context.CancellationToken).ConfigureAwait(false);
        return new SubtleDecryptResponse { Plaintext = UnsafeByteOperations.UnsafeWrap(plaintext) };
    }

    /// <inheritdoc/>
    public override async Task<SubtleWrapKeyResponse> SubtleWrapKeyAlpha1(SubtleWrapKeyRequest request, ServerCallContext context)
    {
        var encryption = new CryptoEncryption(
            request.KeyName, request.Algorithm, request.PlaintextKey.Memory, request.Nonce.Memory, request.AssociatedData.Memory);
        var result = await services.Crypto.WrapKeyAsync(request.ComponentName, encryption, context.CancellationToken).ConfigureAwait(false);
        return new SubtleWrapKeyResponse
        {
            WrappedKey = UnsafeByteOperations.UnsafeWrap(result.Ciphertext),
            Tag = UnsafeByteOperations.UnsafeWrap(result.Tag),
        };
    }

    /// <inheritdoc/>
    public override async Task<SubtleUnwrapKeyResponse> SubtleUnwrapKeyAlpha1(SubtleUnwrapKeyRequest request, ServerCallContext context)
    {
        var decryption = new CryptoDecryption(
            request.KeyName,
            request.Algorithm,
            request.WrappedKey.Memory,
            request.Nonce.Memory,
            request.Tag.Memory,
            request.AssociatedData.Memory);
        var key = await services.Crypto.UnwrapKeyAsync(request.ComponentName, decryption, context.CancellationToken).ConfigureAwait(false);
        return new SubtleUnwrapKeyResponse { PlaintextKey = UnsafeByteOperations.UnsafeWrap(key) };
    }

    /// <inheritdoc/>
    public override async Task<SubtleSignResponse> SubtleSignAlpha1(SubtleSignRequest request, ServerCallContext context)
    {
        var signature = await services.Crypto
            .SignAsync(request.ComponentName, request.KeyName, request.Algorithm, request.Digest.Memory, context.CancellationToken)
            .ConfigureAwait(false);
        return new SubtleSignResponse { Signature = UnsafeByteOperations.UnsafeWrap(signature) };
    }

    /// <inheritdoc/>
    public override async Task<SubtleVerifyResponse> SubtleVerifyAlpha1(SubtleVerifyRequest request, ServerCallContext context)
    {
        var valid = await services.Crypto
            .VerifyAsync(
                request.ComponentName, request.KeyName, request.Algorithm, request.Digest.Memory, request.Signature.Memory, context.CancellationToken)
            .ConfigureAwait(false);
        return new SubtleVerifyResponse { Valid = valid };
    }
}
