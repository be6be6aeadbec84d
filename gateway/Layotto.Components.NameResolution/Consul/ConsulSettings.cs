using System.Text.Json;
using Layotto.Components.Metadata;

namespace Layotto.Components.NameResolution.Consul;

/// <summary>The settings of <c>nameresolution.consul</c>.</summary>
internal sealed record ConsulSettings
{
    private static readonly MetadataField<string> ClientField = MetadataField.Text(
        "client", "How the agent is reached: address, scheme, datacenter, httpAuth{username, password}, waitTime, token, tokenFile, "
            + "tlsConfig{address, caFile, caPath, certFile, keyFile, insecureSkipVerify}.") with
    {
        Example = "{\"address\":\"127.0.0.1:8500\"}",
        IsSensitive = true,
    };

    private static readonly MetadataField<string> ChecksField = MetadataField.Text(
        "checks", "The health checks to register, in Consul's form; by default the sidecar's own health, every 15 seconds.");

    private static readonly MetadataField<string> TagsField = MetadataField.Text("tags", "The tags to register, a list.");

    private static readonly MetadataField<string> MetaField = MetadataField.Text("meta", "The metadata to register, a mapping of texts.");

    private static readonly MetadataField<string> QueryOptionsField = MetadataField.Text(
        "queryOptions", "What goes along with questions: datacenter, namespace, partition, near, filter, nodeMeta, relayFactor, allowStale, "
            + "requireConsistent, useCache, maxAge, staleIfError, waitTime, localOnly, connect, token.", "{\"useCache\":true}") with
    {
        IsSensitive = true,
    };

    private static readonly MetadataField<string> AdvancedRegistrationField = MetadataField.Text(
        "advancedRegistration", "The whole registration in Consul's form, instead of checks, tags, meta and selfRegister.");

    private static readonly MetadataField<string> PortMetaKeyField = MetadataField.Text(
        "daprPortMetaKey", "The key of the sidecar-to-sidecar port in a service's metadata.", "DAPR_PORT");

    private static readonly MetadataField<bool> SelfRegisterField = MetadataField.Boolean(
        "selfRegister", "Whether this sidecar registers itself.");

    private static readonly MetadataField<bool> SelfDeregisterField = MetadataField.Boolean(
        "selfDeregister", "Whether this sidecar takes its registration back when it stops.");

    private static readonly MetadataField<bool> UseCacheField = MetadataField.Boolean(
        "useCache", "Whether answers are kept here and followed by blocking queries, instead of asking the agent for each call.");

    public static MetadataSchema Schema { get; } = new(
        ClientField, ChecksField, TagsField, MetaField, QueryOptionsField, AdvancedRegistrationField, PortMetaKeyField, SelfRegisterField,
        SelfDeregisterField, UseCacheField);

    public required ConsulClientSettings Client { get; init; }

    public required ConsulQuery Query { get; init; }

    /// <summary>The checks to register, a JSON list; null for the usual one.</summary>
    public JsonElement? Checks { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public IReadOnlyDictionary<string, string> Meta { get; init; } = new Dictionary<string, string>();

    /// <summary>The whole registration, a JSON object; null to make it of the other settings.</summary>
    public JsonElement? AdvancedRegistration { get; init; }

    public required string PortMetaKey { get; init; }

    public bool IsRegistering { get; init; }

    public bool IsDeregistering { get; init; }

    public bool UsesCache { get; init; }

    /// <summary>Reads the settings.</summary>
    /// <exception cref="MetadataException">One of them is wrong.</exception>
    public static ConsulSettings Read(ComponentMetadata metadata, Func<string, string?> environment)
    {
        var client = ConsulClientSettings.Read(JsonSettings.Read(metadata, ClientField.Name), environment);
        var advanced = JsonSettings.Element(metadata, AdvancedRegistrationField.Name);
        if (advanced is { ValueKind: not JsonValueKind.Object })
            throw JsonSettings.Wrong(AdvancedRegistrationField.Name, "a mapping");
        var isQueryGiven = JsonSettings.Element(metadata, QueryOptionsField.Name) is not null;
        return new ConsulSettings
        {
            Client = client,
            Query = ConsulQuery.Read(JsonSettings.Read(metadata, QueryOptionsField.Name), client.Datacenter, isQueryGiven),
            Checks = List(metadata, ChecksField.Name),
            Tags = [.. (List(metadata, TagsField.Name)?.EnumerateArray() ?? default).Select(tag => JsonSettings.TextOf(tag, TagsField.Name))],
            Meta = JsonSettings.Mapping(metadata, MetaField.Name),
            AdvancedRegistration = advanced,
            PortMetaKey = PortMetaKeyField.Read(metadata),
            IsRegistering = advanced is not null || SelfRegisterField.Read(metadata),
            IsDeregistering = SelfDeregisterField.Read(metadata),
            UsesCache = UseCacheField.Read(metadata),
        };
    }

    private static JsonElement? List(ComponentMetadata metadata, string key)
        => JsonSettings.Element(metadata, key) is not { ValueKind: not JsonValueKind.Null } element
            ? null
            : element.ValueKind == JsonValueKind.Array ? element : throw JsonSettings.Wrong(key, "a list");
}
