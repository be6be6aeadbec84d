using System.Text;
using Layotto.Components;
using Layotto.Components.Metadata;
using Layotto.Components.Specification;
using Layotto.Runtime.State;

namespace Layotto.Runtime.Tests.State;

public sealed class StateEncryptionTests
{
    private const string Key = "000102030405060708090a0b0c0d0e0f";

    /// <summary>Sealed by another implementation of AES-GCM: nonce 00…0b, the text "hello", key 000102…0f.</summary>
    private const string Row = "AAECAwQFBgcICQoL+wnLogmJKlKQ5qHMXER2cdL9s5nw||first";

    [Fact]
    public void A_row_that_was_sealed_elsewhere_is_read()
        => Assert.Equal("hello", Encoding.UTF8.GetString(Create("first", Key)!.Decrypt(Encoding.UTF8.GetBytes(Row))));

    [Fact]
    public void A_row_names_its_key_and_is_never_the_same_twice()
    {
        var encryption = Create("first", Key)!;
        var (one, two) = (Encoding.UTF8.GetString(encryption.Encrypt("value"u8)), Encoding.UTF8.GetString(encryption.Encrypt("value"u8)));

        Assert.EndsWith("||first", one, StringComparison.Ordinal);
        Assert.NotEqual(one, two);
        Assert.Equal("value"u8.ToArray(), encryption.Decrypt(Encoding.UTF8.GetBytes(two)));
    }

    [Fact]
    public void An_empty_row_is_an_empty_value() => Assert.Empty(Create("first", Key)!.Decrypt([]));

    [Theory]
    [InlineData("plain text", "without encryption")]
    [InlineData("AAECAwQFBgcICQoL||", "without encryption")]
    [InlineData("AAECAwQFBgcICQoL||second", "\"second\"")]
    [InlineData("not base64!||first", "has been changed")]
    [InlineData("AAAA||first", "too short")]
    [InlineData("AAECAwQFBgcICQoL+wnLogmJKlKQ5qHMXER2cdL9s5nx||first", "has been changed")]
    public void A_row_that_cannot_be_read_says_why(string row, string reason)
        => Assert.Contains(reason, Assert.Throws<ComponentException>(() => Create("first", Key)!.Decrypt(Encoding.UTF8.GetBytes(row))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("0001", "16, 24 or 32")]
    [InlineData("zz", "hexadecimal")]
    [InlineData("", "empty")]
    public void A_key_that_is_none_is_refused_without_being_shown(string key, string reason)
    {
        var message = Assert.Throws<ComponentException>(() => Create("first", key)).Message;

        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.DoesNotContain("zz", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_in_the_open_is_refused()
    {
        var item = new MetadataItem { Name = StateEncryption.PrimaryMetadataKey, Value = Key };

        Assert.Contains("secretKeyRef", Assert.Throws<ComponentException>(() => StateEncryption.Create(Instance([item], Key))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_store_without_keys_is_not_encrypted() => Assert.Null(StateEncryption.Create(Instance([], "")));

    private static StateEncryption? Create(string name, string key)
        => StateEncryption.Create(Instance([new MetadataItem { Name = StateEncryption.PrimaryMetadataKey, SecretKeyRef = new SecretKeyReference(name, name) }], key));

    private static ComponentInstance Instance(IReadOnlyList<MetadataItem> items, string key)
    {
        var descriptor = new ComponentDescriptor { Kind = ComponentKind.State, Name = "test", Summary = "", Create = () => throw new InvalidOperationException() };
        var specification = new ComponentSpecification { Name = "store", Type = descriptor.Type, Metadata = items };
        var metadata = new ComponentMetadata([KeyValuePair.Create(StateEncryption.PrimaryMetadataKey, key)]);
        return new ComponentInstance(specification, descriptor, new NoComponent(), metadata);
    }

    private sealed class NoComponent : IComponent
    {
        public IReadOnlyList<string> Features => [];

        public ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
