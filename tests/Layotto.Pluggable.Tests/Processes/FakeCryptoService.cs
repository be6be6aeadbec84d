using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Layotto.Protos.Components.V1;

namespace Layotto.Pluggable.Tests.Processes;

/// <summary>A crypto provider's process that a test gives its answers. It turns bytes round where it isn't told otherwise.</summary>
internal sealed class FakeCryptoService : CryptoProvider.CryptoProviderBase
{
    public string PublicKey { get; set; } = "";

    /// <summary>Whether answers lack what they are made for.</summary>
    public bool IsForgetful { get; set; }

    public EncryptRequest? LastEncryption { get; private set; }

    public DecryptRequest? LastDecryption { get; private set; }

    public UnwrapKeyRequest? LastUnwrapping { get; private set; }

    public static (ServerServiceDefinition Definition, ServiceDescriptor Descriptor) Serve(FakeCryptoService service)
        => (CryptoProvider.BindService(service), CryptoProvider.Descriptor);

    public override Task<InitResponse> Init(InitRequest request, ServerCallContext context) => Task.FromResult(new InitResponse());

    public override Task<AlgorithmsResponse> Algorithms(AlgorithmsRequest request, ServerCallContext context)
        => Task.FromResult(new AlgorithmsResponse { Encryption = { "A256GCM" }, Signature = { "EdDSA" } });

    public override Task<PingResponse> Ping(PingRequest request, ServerCallContext context) => Task.FromResult(new PingResponse());

    public override Task<GetKeyResponse> GetKey(GetKeyRequest request, ServerCallContext context)
        => request.KeyName == "missing"
            ? throw new RpcException(new Status(StatusCode.NotFound, "there is none"))
            : Task.FromResult(new GetKeyResponse { PublicKey = PublicKey });

    public override Task<EncryptResponse> Encrypt(EncryptRequest request, ServerCallContext context)
    {
        LastEncryption = request;
        return Task.FromResult(IsForgetful ? new EncryptResponse() : new EncryptResponse { Ciphertext = Turn(request.Plaintext), Tag = request.Nonce });
    }

    public override Task<DecryptResponse> Decrypt(DecryptRequest request, ServerCallContext context)
    {
        LastDecryption = request;
        return Task.FromResult(new DecryptResponse { Plaintext = Turn(request.Ciphertext) });
    }

    public override Task<WrapKeyResponse> WrapKey(WrapKeyRequest request, ServerCallContext context)
        => Task.FromResult(IsForgetful ? new WrapKeyResponse() : new WrapKeyResponse { WrappedKey = Turn(request.PlaintextKey), Tag = request.Nonce });

    public override Task<UnwrapKeyResponse> UnwrapKey(UnwrapKeyRequest request, ServerCallContext context)
    {
        LastUnwrapping = request;
        return Task.FromResult(IsForgetful ? new UnwrapKeyResponse() : new UnwrapKeyResponse { PlaintextKey = Turn(request.WrappedKey) });
    }

    public override Task<SignResponse> Sign(SignRequest request, ServerCallContext context)
        => Task.FromResult(IsForgetful ? new SignResponse() : new SignResponse { Signature = Turn(request.Digest) });

    public override Task<VerifyResponse> Verify(VerifyRequest request, ServerCallContext context)
        => Task.FromResult(new VerifyResponse { Valid = Turn(request.Digest) == request.Signature });

    private static ByteString Turn(ByteString bytes) => ByteString.CopyFrom(bytes.Reverse().ToArray());
}
