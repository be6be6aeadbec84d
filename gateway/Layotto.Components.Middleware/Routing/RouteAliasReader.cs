using System.Text.Json;
using Layotto.Components.Metadata;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Layotto.Components.Middleware.Routing;

/// <summary>Reads the aliases of <c>middleware.http.routeralias</c>: the setting <c>routes</c>, and keys that are paths themselves.</summary>
internal static class RouteAliasReader
{
    /// <summary>The most aliases: each is tried in turn.</summary>
    public const int MaxAliases = 1000;

    private const int MaxText = 1024 * 1024;

    public static MetadataField<string> Routes { get; } = MetadataField.Text(
        "routes", "The aliases, as a JSON or YAML map: the path to be reached by, and the path it leads to.")
        with { Example = "{\"/orders/{id}\": \"/v1.0/invoke/orders/method/get\"}" };

    /// <summary>Reads the aliases, in the order written.</summary>
    /// <exception cref="MetadataException">They can't be used.</exception>
    public static IReadOnlyList<RouteAlias> Read(ComponentMetadata metadata)
    {
        var aliases = new List<RouteAlias>();
        foreach (var (pattern, target) in ReadMap(Routes.Read(metadata)))
            aliases.Add(new RouteAlias(Routes.Name, pattern, target));

        // Dapr's older form: each key is an alias.
        foreach (var (key, value) in metadata)
        {
            if (key.StartsWith('/'))
                aliases.Add(new RouteAlias(key, key, value));
            else if (!Routes.IsNamed(key))
                throw new MetadataException(key, $"The metadata key \"{key}\" is neither \"{Routes.Name}\" nor a path, which must begin with a slash.");
        }

        return aliases.Count <= MaxAliases
            ? aliases
            : throw Wrong($"it has {aliases.Count} aliases; there may be {MaxAliases} at most");
    }

    private static List<(string Pattern, string Target)> ReadMap(string text)
    {
        if (text.Length > MaxText)
            throw Wrong($"it is longer than {MaxText} characters");
        if (string.IsNullOrWhiteSpace(text))
            return [];
        return text.TrimStart().StartsWith('{') && TryReadJson(text) is { } map ? map : ReadYaml(text);
    }

    // JSON may be indented by tabs, which YAML forbids.
    private static List<(string Pattern, string Target)>? TryReadJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 4, AllowTrailingCommas = true });
            return [.. document.RootElement.EnumerateObject().Select(member => member.Value.ValueKind == JsonValueKind.String
                ? (member.Name, member.Value.GetString()!)
                : throw Wrong($"the value of \"{member.Name}\" isn't a text"))];
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static List<(string Pattern, string Target)> ReadYaml(string text)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new Parser(new StringReader(text)));
            if (stream.Documents.Count != 1 || stream.Documents[0].RootNode is not YamlMappingNode map)
                throw Wrong("it isn't a map");
            return [.. map.Children.Select(child => child is { Key: YamlScalarNode { Value: { } pattern }, Value: YamlScalarNode { Value: { } target } }
                ? (pattern, target)
                : throw Wrong("it holds something else than texts"))];
        }
        catch (YamlException exception)
        {
            throw Wrong($"it is neither JSON nor YAML, see its line {exception.Start.Line}: {exception.Message}");
        }
    }

    private static MetadataException Wrong(string why)
        => new(Routes.Name, $"The metadata key \"{Routes.Name}\" can't be used: {why}. It must be a JSON or YAML map from path to path.");
}
