using System.Text.Encodings.Web;
using System.Text.Json;
using Layotto.Components;
using Layotto.Components.Metadata;

namespace Layotto.Gateway.Rendering;

/// <summary>
/// Makes up a component of a type, in YAML: what is required with a value to be changed, secrets by reference, and what is
/// optional as comments that show the default.
/// </summary>
internal static class ComponentExample
{
    /// <summary>The lines of the YAML.</summary>
    public static IEnumerable<string> Lines(ComponentDescriptor descriptor)
        => descriptor.Kind == ComponentKind.NameResolution ? ResolverLines(descriptor) : ComponentLines(descriptor);

    // A name resolver isn't a component of its own but a part of the Configuration; lists and mappings are YAML there.
    private static IEnumerable<string> ResolverLines(ComponentDescriptor descriptor)
    {
        yield return "apiVersion: dapr.io/v1alpha1";
        yield return "kind: Configuration";
        yield return "metadata:";
        yield return "  name: config";
        yield return "spec:";
        yield return "  nameResolution:";
        yield return $"    component: {descriptor.Name}";
        if (descriptor.Schema.Fields.Count == 0)
            yield break;
        yield return descriptor.Schema.Fields.Any(field => field.IsRequired) ? "    configuration:" : "    # configuration:";
        foreach (var field in descriptor.Schema.Fields.OrderBy(field => field.IsRequired ? 0 : 1))
        {
            var value = ValueOf(field);
            var entry = $"{field.Name}: {(value.StartsWith('{') && value.Contains(':', StringComparison.Ordinal) ? value : Quoted(value))}";
            yield return field.IsRequired ? $"      {entry}" : $"    #   {entry}";
        }
    }

    private static IEnumerable<string> ComponentLines(ComponentDescriptor descriptor)
    {
        yield return "apiVersion: dapr.io/v1alpha1";
        yield return "kind: Component";
        yield return "metadata:";
        yield return $"  name: my-{descriptor.Name.Replace('.', '-')}";
        yield return "spec:";
        yield return $"  type: {descriptor.Type}";
        yield return $"  version: {descriptor.Version}";
        var required = descriptor.Schema.Fields.Where(field => field.IsRequired).SelectMany(Entry).ToList();
        var optional = descriptor.Schema.Fields.Where(field => !field.IsRequired).SelectMany(Entry).ToList();
        if (required.Count > 0)
            yield return "  metadata:";
        else if (optional.Count > 0)
            yield return "  # metadata:";
        foreach (var line in required)
            yield return $"    {line}";
        foreach (var line in optional)
            yield return required.Count > 0 ? $"    # {line}" : $"  #   {line}";
    }

    private static IEnumerable<string> Entry(MetadataField field)
    {
        yield return $"- name: {field.Name}";
        if (field.IsSensitive)
        {
            yield return "  secretKeyRef:";
            yield return "    name: my-secret";
            yield return $"    key: {field.Name}";
        }
        else
        {
            yield return $"  value: {Quoted(ValueOf(field))}";
        }
    }

    private static string ValueOf(MetadataField field)
    {
        if (field.Example is { } example)
            return example;
        if (field.DefaultText is { Length: > 0 } defaultText)
            return defaultText;
        if (field.AllowedValues.Count > 0)
            return field.AllowedValues[0];
        return field.TypeName switch
        {
            "boolean" => "false",
            "integer" => "1",
            "duration" => "30s",
            "byte size" => "4Mi",
            _ => "",
        };
    }

    // A JSON string is a YAML string as well.
    private static string Quoted(string value)
        => $"\"{JsonEncodedText.Encode(value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
