namespace Layotto.Runtime.Errors;

/// <summary>The error codes of the configuration API.</summary>
public static class ConfigurationErrors
{
    /// <summary>No configuration store is configured at all.</summary>
    public static readonly ErrorCode NotConfigured = new("ERR_CONFIGURATION_STORE_NOT_CONFIGURED", "configuration");

    /// <summary>There is no configuration store of this name.</summary>
    public static readonly ErrorCode NotFound = new("ERR_CONFIGURATION_STORE_NOT_FOUND", "configuration");

    /// <summary>Items couldn't be read.</summary>
    public static readonly ErrorCode Get = new("ERR_CONFIGURATION_GET", "configuration");

    /// <summary>A subscription couldn't be made.</summary>
    public static readonly ErrorCode Subscribe = new("ERR_CONFIGURATION_SUBSCRIBE", "configuration");

    /// <summary>A subscription couldn't be ended.</summary>
    public static readonly ErrorCode Unsubscribe = new("ERR_CONFIGURATION_UNSUBSCRIBE", "configuration");

    /// <summary>There is no app that could be told of changes.</summary>
    public static readonly ErrorCode NoApp = new("ERR_APP_CHANNEL_NIL", "common");
}
