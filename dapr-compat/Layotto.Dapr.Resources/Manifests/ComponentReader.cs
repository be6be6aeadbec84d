using Layotto.Components.Metadata;
using Layotto.Components.Specification;
using Layotto.Dapr.Resources.Yaml;

namespace Layotto.Dapr.Resources.Manifests;

/// <summary>Reads a document of kind Component.</summary>
internal static class ComponentReader
{
    public const string Kind = "Component";
    public const string ApiVersion = "dapr.io/v1alpha1";

    /// <summary>
    /// The annotation that names a command. It is an annotation because Dapr takes any and makes nothing of this one, whereas an unknown
    /// setting would reach the component.
    /// </summary>
    public const string CommandAnnotation = "layotto.dev/command";

    private const string Example = "It is a program and its arguments, such as /opt/mystore/run --verbose.";

    public static ComponentSpecification Read(FieldReader document)
    {
        var header = ManifestHeader.Read(document);
        var component = new ComponentSpecification { Name = header.Name, Type = "", Namespace = header.Namespace, Scopes = header.Scopes, Source = header.Source, Command = ReadCommand(document) };
        if (document.Object("auth") is { } auth)
        {
            component = component with { SecretStore = auth.Text("secretStore") };
            auth.ReportUnknown();
        }

        if (document.Object("spec") is { } spec)
        {
            component = component with
            {
                Type = spec.RequiredText("type", "state.redis"),
                Version = spec.Text("version"),
                IgnoreErrors = spec.Boolean("ignoreErrors") ?? false,
                InitTimeout = ReadInitTimeout(spec),
                Metadata = ReadMetadata(spec),
            };
            spec.ReportUnknown();
        }
        else if (!document.Has("spec"))
        {
            document.Error("spec", "The component has no spec.", "Give at least its type, such as spec: { type: state.redis, version: v1 }");
        }

        document.ReportUnknown();
        return component;
    }

    private static IReadOnlyList<string> ReadCommand(FieldReader document)
    {
        // What is wrong with the metadata has been told with the header.
        if (document.Node("metadata") is not YamlMapping || document.Object("metadata") is not { } metadata
            || metadata.Node("annotations") is not YamlMapping annotations || annotations.Find(CommandAnnotation) is not { } entry)
        {
            return [];
        }

        var source = entry.Value.Origin.At(entry.Line);
        if (entry.Value is not YamlScalar scalar)
            metadata.ErrorAt(source, "annotations", $"The annotation {CommandAnnotation} is no text.", Example);
        else if (!CommandWords.TrySplit(metadata.TextOf(scalar), out var words, out var reason))
            metadata.ErrorAt(source, "annotations", $"The annotation {CommandAnnotation} is no command. {reason}", Example);
        else
            return words;
        return [];
    }

    // Dapr falls back to its default where it can't use what is given, so this is no reason not to start.
    private static TimeSpan ReadInitTimeout(FieldReader spec)
    {
        var text = spec.Text("initTimeout");
        if (text.Length == 0)
            return ComponentSpecification.DefaultInitTimeout;
        if (GoDuration.TryParse(text, out var timeout) && timeout > TimeSpan.Zero)
            return timeout;
        spec.Warning(
            "initTimeout",
            $"The field \"initTimeout\" is \"{text}\", so the default of {GoDuration.Format(ComponentSpecification.DefaultInitTimeout)} is used.",
            "It must be a duration above zero, such as 30s or 1m30s.");
        return ComponentSpecification.DefaultInitTimeout;
    }

    private static IReadOnlyList<MetadataItem> ReadMetadata(FieldReader spec)
    {
        var items = NameValueReader.ReadList(spec, "metadata");
        var seen = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (var index = 0; index < items.Count; index++)
        {
            var (name, source) = (items[index].Name, items[index].Source!);
            if (name.Length == 0 || seen.TryAdd(name, name))
                continue;
            if (seen[name] == name)
                spec.WarningAt(source, $"metadata[{index}].name", $"The metadata key \"{name}\" is given twice; the last one counts.", "Keep one of them.");
            else
                spec.ErrorAt(source, $"metadata[{index}].name", $"The metadata keys \"{seen[name]}\" and \"{name}\" differ by case alone, so they are the same key.", "Keep one of them.");
        }

        return items;
    }
}
