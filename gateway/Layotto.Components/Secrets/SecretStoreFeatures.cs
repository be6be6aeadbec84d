namespace Layotto.Components.Secrets;

/// <summary>The names of a secret store's abilities, as Dapr's metadata API shows them.</summary>
public static class SecretStoreFeatures
{
    /// <summary>A secret can have several values.</summary>
    public const string MultipleValues = "MULTIPLE_KEY_VALUES_PER_SECRET";
}
