using System.Text.Json;

namespace Layotto.Components.NameResolution.Consul;

/// <summary>An answer of Consul's to the question for the sidecars of an app.</summary>
/// <param name="Addresses">Where they are.</param>
/// <param name="Healthy">How many healthy services there were, those without a usable address included.</param>
/// <param name="Index">The index to wait for a change from; 0 where none was given.</param>
internal sealed record ConsulAnswer(string[] Addresses, int Healthy, long Index)
{
    /// <summary>Reads the body of an answer.</summary>
    /// <exception cref="FormatException">It isn't what Consul answers.</exception>
    public static ConsulAnswer Read(byte[] body, long index, string portKey)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var addresses = new List<string>();
            var healthy = 0;
            foreach (var entry in document.RootElement.EnumerateArray())
            {
                healthy++;
                if (AddressOf(entry, portKey) is { } address)
                    addresses.Add(address);
            }

            return new ConsulAnswer([.. addresses.Distinct(StringComparer.Ordinal)], healthy, index);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new FormatException("The answer isn't a list of services in JSON.", exception);
        }
    }

    private static string? AddressOf(JsonElement entry, string portKey)
    {
        if (!entry.TryGetProperty("Service", out var service))
            return null;
        var host = TextOf(service, "Address");
        if (host.Length == 0 && entry.TryGetProperty("Node", out var node))
            host = TextOf(node, "Address");
        var hasPort = service.TryGetProperty("Meta", out var meta) && meta.ValueKind == JsonValueKind.Object;
        return hasPort
            && int.TryParse(TextOf(meta, portKey), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var port)
            && port is >= 1 and <= 65535 && SidecarAddress.IsHost(host)
            ? SidecarAddress.Join(host, port)
            : null;
    }

    private static string TextOf(JsonElement element, string name)
        => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
