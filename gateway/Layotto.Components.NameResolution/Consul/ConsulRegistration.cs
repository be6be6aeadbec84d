using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Layotto.Components.NameResolution.Consul;

/// <summary>What Consul is told of this sidecar.</summary>
/// <param name="Id">The id under which it is registered.</param>
/// <param name="Json">The body of the registration.</param>
internal sealed record ConsulRegistration(string Id, string Json)
{
    /// <summary>Makes the registration that the settings ask for.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="sidecar">This sidecar.</param>
    public static ConsulRegistration Create(ConsulSettings settings, SidecarRegistration sidecar)
    {
        var service = settings.AdvancedRegistration is { } advanced
            ? JsonObject.Create(advanced, new JsonNodeOptions { PropertyNameCaseInsensitive = true })!
            : CreatePlain(settings, sidecar);
        AddPort(service, settings.PortMetaKey, sidecar.InternalPort);
        var id = TextOf(service, "ID");
        return new ConsulRegistration(id.Length > 0 ? id : TextOf(service, "Name"), service.ToJsonString());
    }

    private static JsonObject CreatePlain(ConsulSettings settings, SidecarRegistration sidecar)
    {
        var port = sidecar.HttpPort > 0 ? sidecar.HttpPort : sidecar.InternalPort;
        var id = string.Create(CultureInfo.InvariantCulture, $"{sidecar.AppId}-{sidecar.HostAddress}-{port}");
        var service = new JsonObject(new JsonNodeOptions { PropertyNameCaseInsensitive = true })
        {
            ["ID"] = id,
            ["Name"] = sidecar.AppId,
            ["Address"] = sidecar.HostAddress,
            ["Checks"] = settings.Checks is { } checks && checks.GetArrayLength() > 0
                ? JsonArray.Create(checks)
                : new JsonArray(DefaultCheck(id, sidecar)),
            ["Tags"] = new JsonArray([.. settings.Tags.Select(tag => (JsonNode)tag)]),
            ["Meta"] = new JsonObject(settings.Meta.Select(item => KeyValuePair.Create(item.Key, (JsonNode?)item.Value))),
        };
        if (sidecar.AppPort > 0)
            service["Port"] = sidecar.AppPort;
        return service;
    }

    // Where the HTTP API is a Unix socket, Consul can't ask for the sidecar's health, but can see whether it listens.
    private static JsonObject DefaultCheck(string id, SidecarRegistration sidecar)
    {
        var check = new JsonObject
        {
            ["Name"] = "Dapr Health Status",
            ["CheckID"] = $"daprHealth:{id}",
            ["Interval"] = "15s",
        };
        if (sidecar.HttpPort > 0)
            check["HTTP"] = $"http://{SidecarAddress.Join(sidecar.HostAddress, sidecar.HttpPort)}/v1.0/healthz?appid={Uri.EscapeDataString(sidecar.AppId)}";
        else
            check["TCP"] = SidecarAddress.Join(sidecar.HostAddress, sidecar.InternalPort);
        return check;
    }

    private static void AddPort(JsonObject service, string key, int port)
    {
        if (service["Meta"] is not JsonObject meta)
            service["Meta"] = meta = [];
        meta[key] = port.ToString(CultureInfo.InvariantCulture);
    }

    private static string TextOf(JsonObject service, string name)
        => service[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : "";
}
