namespace Layotto.Runtime.Errors;

/// <summary>The error codes of the crypto API.</summary>
public static class CryptoErrors
{
    /// <summary>No crypto provider is configured at all.</summary>
    public static readonly ErrorCode NotConfigured = new("ERR_CRYPTO_PROVIDERS_NOT_CONFIGURED", "crypto");

    /// <summary>There is no crypto provider of this name.</summary>
    public static readonly ErrorCode NotFound = new("ERR_CRYPTO_PROVIDER_NOT_FOUND", "crypto");

    /// <summary>A key couldn't be had.</summary>
    public static readonly ErrorCode Key = new("ERR_CRYPTO_KEY", "crypto");

    /// <summary>An operation failed.</summary>
    public static readonly ErrorCode Operation = new("ERR_CRYPTO", "crypto");
}
