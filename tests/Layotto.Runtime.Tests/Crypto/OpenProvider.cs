using Layotto.Components;
using Layotto.Components.Crypto;
using Layotto.Components.Crypto.Keys;
using Layotto.Components.Metadata;
using Layotto.Components.Specification;

namespace Layotto.Runtime.Tests.Crypto;

/// <summary>A provider whose wrapped keys are the keys themselves, and which notes what it was asked for.</summary>
internal sealed class OpenProvider : ICryptoProvider
{
    public List<string> Asked { get; } = [];

    /// <summary>What every call fails with, where there is something.</summary>
    public Exception? Failure { get; set; }

    public IReadOnlyList<string> Features => [];

    public IReadOnlyList<string> EncryptionAlgorithms => [];

    public IReadOnlyList<string> SignatureAlgorithms => [];

    /// <summary>A registry with this provider, called vault, and something that is no provider, called other.</summary>
    public ComponentRegistry Register(ComponentHealth health = ComponentHealth.Ready)
    {
        var registry = new ComponentRegistry();
        foreach (var (name, kind, component) in new (string, ComponentKind, IComponent)[] { ("vault", ComponentKind.Crypto, this), ("other", ComponentKind.State, new Other()) })
        {
            var descriptor = new ComponentDescriptor { Kind = kind, Name = "test", Summary = "", Create = () => throw new InvalidOperationException() };
            var instance = new ComponentInstance(new ComponentSpecification { Name = name, Type = descriptor.Type }, descriptor, component, ComponentMetadata.Empty);
            instance.Report(health, health == ComponentHealth.Ready ? null : "no such folder");
            registry.Put(instance);
        }

        return registry;
    }

    public ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask<CryptoKey> GetPublicKeyAsync(string keyName, CancellationToken cancellationToken)
        => Failure is null ? throw new CryptoKeyNotFoundException() : throw Failure;

    public ValueTask<CryptoCiphertext> EncryptAsync(CryptoEncryption request, CancellationToken cancellationToken) => WrapKeyAsync(request, cancellationToken);

    public ValueTask<byte[]> DecryptAsync(CryptoDecryption request, CancellationToken cancellationToken) => UnwrapKeyAsync(request, cancellationToken);

    public async ValueTask<CryptoCiphertext> WrapKeyAsync(CryptoEncryption request, CancellationToken cancellationToken)
    {
        await Task.Yield();
        Asked.Add($"wrap {request.KeyName} {request.Algorithm}");
        return Failure is null ? new CryptoCiphertext(request.Plaintext.ToArray()) : throw Failure;
    }

    public async ValueTask<byte[]> UnwrapKeyAsync(CryptoDecryption request, CancellationToken cancellationToken)
    {
        await Task.Yield();
        Asked.Add($"unwrap {request.KeyName} {request.Algorithm}");
        return Failure is null ? request.Ciphertext.ToArray() : throw Failure;
    }

    public ValueTask<byte[]> SignAsync(string keyName, string algorithm, ReadOnlyMemory<byte> digest, CancellationToken cancellationToken)
        => Failure is null ? new ValueTask<byte[]>(digest.ToArray()) : throw Failure;

    public ValueTask<bool> VerifyAsync(
        string keyName, string algorithm, ReadOnlyMemory<byte> digest, ReadOnlyMemory<byte> signature, CancellationToken cancellationToken)
        => Failure is null ? new ValueTask<bool>(digest.Span.SequenceEqual(signature.Span)) : throw Failure;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Other : IComponent
    {
        public IReadOnlyList<string> Features => [];

        public ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
