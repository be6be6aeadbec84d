using Layotto.Components;

namespace Layotto.Gateway.Rendering;

/// <summary>Writes the component types that there are.</summary>
internal static class ComponentListRenderer
{
    /// <summary>Writes a table to standard output.</summary>
    public static void Write(ComponentCatalogue catalogue, Terminal terminal)
    {
        var table = new TextTable("TYPE", "VERSION", "FEATURES", "SUMMARY");
        foreach (var descriptor in catalogue.All)
            table.Add(descriptor.Type, descriptor.Version, string.Join(", ", descriptor.Features), descriptor.Summary);
        table.Write(terminal);
    }

    /// <summary>Writes a JSON array to standard output.</summary>
    public static void WriteJson(ComponentCatalogue catalogue, Terminal terminal) => terminal.Output.WriteLine(JsonText.Write(json =>
    {
        json.WriteStartArray();
        foreach (var descriptor in catalogue.All)
        {
            json.WriteStartObject();
            ComponentDescriptionRenderer.WriteSummaryProperties(descriptor, json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }));
}
