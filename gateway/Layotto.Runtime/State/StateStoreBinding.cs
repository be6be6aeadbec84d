using Layotto.Components;
using Layotto.Components.State;

namespace Layotto.Runtime.State;

/// <summary>A state store as the engine uses it: the component, its key prefix and its encryption.</summary>
/// <param name="Instance">The instance this was made from.</param>
/// <param name="Store">The component.</param>
/// <param name="Prefix">How its keys are prefixed.</param>
/// <param name="Encryption">How its values are encrypted, or null.</param>
/// <param name="Metrics">What is measured of it.</param>
internal sealed record StateStoreBinding(
    ComponentInstance Instance, IStateStore Store, StateKeyPrefix Prefix, StateEncryption? Encryption, StateStoreMetrics Metrics)
{
    /// <summary>The store's name.</summary>
    public string Name => Instance.Name;

    /// <summary>What a value becomes before it is stored.</summary>
    public ReadOnlyMemory<byte> Seal(ReadOnlyMemory<byte> value) => Encryption is null ? value : Encryption.Encrypt(value.Span);

    /// <summary>What a stored value becomes before a caller sees it.</summary>
    /// <exception cref="ComponentException">It can't be decrypted.</exception>
    public StateValue? Open(StateValue? value)
        => value is null || Encryption is null
            ? value
            : new StateValue { Data = Encryption.Decrypt(value.Data.Span), ETag = value.ETag, Metadata = value.Metadata, ContentType = value.ContentType };
}
