using OpenTelemetry.Resources;

namespace Layotto.Telemetry;

/// <summary>Who it is that tells: the resource in OpenTelemetry's sense.</summary>
/// <param name="ServiceName">The name of the service: the app's id, unless the environment gives another.</param>
/// <param name="Attributes">Further attributes.</param>
public sealed record TelemetryResource(string ServiceName, IReadOnlyList<KeyValuePair<string, string>> Attributes)
{
    private const string ServiceNameKey = "service.name";

    /// <summary>Reads the resource from OpenTelemetry's variables.</summary>
    /// <param name="appId">The app's id, for when they give no name.</param>
    /// <param name="serviceName"><c>OTEL_SERVICE_NAME</c>, which goes before all; or null.</param>
    /// <param name="attributes"><c>OTEL_RESOURCE_ATTRIBUTES</c>: <c>key=value</c>, separated by commas and percent-encoded; or null.</param>
    public static TelemetryResource Read(string appId, string? serviceName, string? attributes)
    {
        var given = new List<KeyValuePair<string, string>>();
        foreach (var pair in (attributes ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
                given.Add(KeyValuePair.Create(pair[..equals].Trim(), Uri.UnescapeDataString(pair[(equals + 1)..].Trim())));
        }

        var named = given.FindLast(attribute => attribute.Key == ServiceNameKey).Value;
        return new TelemetryResource(serviceName ?? named ?? appId, [.. given.Where(attribute => attribute.Key != ServiceNameKey)]);
    }

    internal ResourceBuilder ToBuilder() => ResourceBuilder.CreateEmpty()
        .AddAttributes(Attributes.Select(attribute => KeyValuePair.Create(attribute.Key, (object)attribute.Value)))
        .AddAttributes([KeyValuePair.Create(ServiceNameKey, (object)ServiceName)]);
}
