namespace Layotto.Runtime.Errors;

/// <summary>The error codes that belong to no single building block.</summary>
public static class CommonErrors
{
    /// <summary>An API that this gateway doesn't serve, or not yet.</summary>
    public static readonly ErrorCode Unimplemented = new("ERR_API_UNIMPLEMENTED", "common");

    /// <summary>The request is wrong.</summary>
    public static readonly ErrorCode BadRequest = new("ERR_BAD_REQUEST", "common");

    /// <summary>The body couldn't be read to its end, or is larger than allowed.</summary>
    public static readonly ErrorCode BodyRead = new("ERR_BODY_READ", "common");

    /// <summary>The body isn't what the API takes.</summary>
    public static readonly ErrorCode MalformedRequest = new("ERR_MALFORMED_REQUEST", "common");

    /// <summary>The gateway failed in a way that nobody foresaw.</summary>
    public static readonly ErrorCode Internal = new("ERR_INTERNAL", "common");

    /// <summary>A service couldn't be invoked.</summary>
    public static readonly ErrorCode DirectInvoke = new("ERR_DIRECT_INVOKE", "service-invocation");

    /// <summary>The gateway isn't ready.</summary>
    public static readonly ErrorCode HealthNotReady = new("ERR_HEALTH_NOT_READY", "health");

    /// <summary>The outbound APIs aren't ready.</summary>
    public static readonly ErrorCode OutboundHealthNotReady = new("ERR_OUTBOUND_HEALTH_NOT_READY", "health");

    /// <summary>Somebody asked for the health of another app.</summary>
    public static readonly ErrorCode HealthAppIdNotMatch = new("ERR_HEALTH_APPID_NOT_MATCH", "health");
}
