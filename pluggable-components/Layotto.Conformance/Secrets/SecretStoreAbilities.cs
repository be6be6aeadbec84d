namespace Layotto.Conformance.Secrets;

/// <summary>What a secret store can be declared to do.</summary>
public static class SecretStoreAbilities
{
    /// <summary>All secrets can be read at once.</summary>
    public const string Bulk = "bulk";

    /// <summary>Reading a secret that isn't there is an error; without it, it reads as empty.</summary>
    public const string MissingIsError = "missing-is-error";

    /// <summary>A secret can have several values.</summary>
    public const string MultipleValues = "multiple-values";
}
