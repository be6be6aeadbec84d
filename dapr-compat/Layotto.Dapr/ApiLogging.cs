namespace Layotto.Dapr;

/// <summary>How API calls are logged (a Configuration's <c>spec.logging.apiLogging</c>).</summary>
/// <param name="ObfuscateUrls">Whether to log the API's name instead of the path, which can hold keys and names.</param>
/// <param name="OmitHealthChecks">Whether to leave out calls that ask for health.</param>
public sealed record ApiLogging(bool ObfuscateUrls, bool OmitHealthChecks);
