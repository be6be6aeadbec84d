using System.Text.Json;
using Layotto.Components;
using Layotto.Components.Metadata;

namespace Layotto.Gateway.Rendering;

/// <summary>Writes all there is to know of a component type: what it is, its settings, and a component of it in YAML.</summary>
internal static class ComponentDescriptionRenderer
{
    /// <summary>Writes a description to standard output.</summary>
    public static void Write(ComponentDescriptor descriptor, Terminal terminal)
    {
        var output = terminal.Output;
        output.WriteLine($"{terminal.Paint(descriptor.Type, TextColor.Bold)} {descriptor.Version}, a {descriptor.Kind.Title}");
        WriteWrapped(descriptor.Summary, 0, terminal);
        if (descriptor.Aliases.Count > 0)
            output.WriteLine($"Also: {string.Join(", ", descriptor.Aliases.Select(alias => $"{descriptor.Kind.Category}.{alias}"))}");
        if (descriptor.Features.Count > 0)
            output.WriteLine($"Features: {string.Join(", ", descriptor.Features)}");

        WriteTitle("Metadata", terminal);
        if (descriptor.Schema.Fields.Count == 0)
            output.WriteLine("  It takes none.");
        foreach (var field in descriptor.Schema.Fields)
            WriteField(field, terminal);

        WriteTitle("Example", terminal);
        foreach (var line in ComponentExample.Lines(descriptor))
            output.WriteLine($"  {line}".TrimEnd());
    }

    /// <summary>Writes a JSON object to standard output.</summary>
    public static void WriteJson(ComponentDescriptor descriptor, Terminal terminal) => terminal.Output.WriteLine(JsonText.Write(json =>
    {
        json.WriteStartObject();
        WriteSummaryProperties(descriptor, json);
        json.WriteStartArray("metadata");
        foreach (var field in descriptor.Schema.Fields)
            WriteFieldObject(field, json);
        json.WriteEndArray();
        json.WriteString("example", string.Join('\n', ComponentExample.Lines(descriptor)) + '\n');
        json.WriteEndObject();
    }));

    /// <summary>Writes the properties that a list has of a component type too.</summary>
    public static void WriteSummaryProperties(ComponentDescriptor descriptor, Utf8JsonWriter json)
    {
        json.WriteString("type", descriptor.Type);
        json.WriteString("version", descriptor.Version);
        json.WriteString("kind", descriptor.Kind.Title);
        json.WriteString("summary", descriptor.Summary);
        WriteArray("aliases", descriptor.Aliases, json);
        WriteArray("features", descriptor.Features, json);
    }

    private static void WriteField(MetadataField field, Terminal terminal)
    {
        var remarks = new List<string> { field.TypeName };
        if (field.IsRequired)
            remarks.Add("required");
        if (field.IsSensitive)
            remarks.Add("secret");
        if (field.DefaultText is { Length: > 0 } defaultText)
            remarks.Add($"default {defaultText}");
        terminal.Output.WriteLine($"  {terminal.Paint(field.Name, TextColor.Cyan)} ({string.Join(", ", remarks)})");
        WriteWrapped(field.Description, 6, terminal);
        if (field.AllowedValues.Count > 0)
            WriteWrapped($"One of: {string.Join(", ", field.AllowedValues)}", 6, terminal);
        if (field.Aliases.Count > 0)
            WriteWrapped($"Also: {string.Join(", ", field.Aliases)}", 6, terminal);
        if (field.Example is { } example)
            WriteWrapped($"Such as: {example}", 6, terminal);
    }

    private static void WriteFieldObject(MetadataField field, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("name", field.Name);
        json.WriteString("type", field.TypeName);
        json.WriteBoolean("required", field.IsRequired);
        json.WriteBoolean("sensitive", field.IsSensitive);
        if (field.DefaultText is { } defaultText)
            json.WriteString("default", defaultText);
        WriteArray("allowed", field.AllowedValues, json);
        WriteArray("aliases", field.Aliases, json);
        if (field.Example is { } example)
            json.WriteString("example", example);
        json.WriteString("description", field.Description);
        json.WriteEndObject();
    }

    private static void WriteArray(string name, IReadOnlyList<string> values, Utf8JsonWriter json)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private static void WriteTitle(string title, Terminal terminal)
    {
        terminal.Output.WriteLine();
        terminal.Output.WriteLine(terminal.Paint($"{title}:", TextColor.Bold));
    }

    private static void WriteWrapped(string text, int indent, Terminal terminal)
    {
        foreach (var line in TextWrapper.Wrap(text, terminal.Width - indent))
            terminal.Output.WriteLine(new string(' ', indent) + line);
    }
}
