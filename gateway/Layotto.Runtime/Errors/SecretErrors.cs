namespace Layotto.Runtime.Errors;

/// <summary>The error codes of the secrets API.</summary>
public static class SecretErrors
{
    /// <summary>No secret store is configured at all.</summary>
    public static readonly ErrorCode NotConfigured = new("ERR_SECRET_STORES_NOT_CONFIGURED", "secret");

    /// <summary>There is no secret store of this name.</summary>
    public static readonly ErrorCode NotFound = new("ERR_SECRET_STORE_NOT_FOUND", "secret");

    /// <summary>The secret scopes keep this secret from the app.</summary>
    public static readonly ErrorCode PermissionDenied = new("ERR_PERMISSION_DENIED", "secret");

    /// <summary>The store couldn't give the secret.</summary>
    public static readonly ErrorCode Get = new("ERR_SECRET_GET", "secret");
}
