using System.Globalization;

namespace Layotto.Components.NameResolution.HostNames;

/// <summary>A text that becomes an address once the placeholders in it are filled in.</summary>
internal sealed class HostTemplate
{
    private readonly List<(string Text, Func<NameResolutionRequest, string>? Value)> _parts = [];

    private HostTemplate()
    {
    }

    /// <summary>Reads a template with the placeholders <c>{appid}</c> and <c>{namespace}</c>.</summary>
    /// <exception cref="MetadataException">It has another placeholder, or doesn't become an address.</exception>
    public static HostTemplate Parse(string field, string text, params IReadOnlyList<string> names)
        => Read(field, text, "{", "}", name => names.Contains(name, StringComparer.Ordinal) ? name : null, $"{{{string.Join("} and {", names)}}}");

    /// <summary>Reads a template of Go's, of which <c>{{.ID}}</c>, <c>{{.Namespace}}</c> and <c>{{.Port}}</c> are understood.</summary>
    /// <exception cref="MetadataException">It has something else between its braces, or doesn't become an address.</exception>
    public static HostTemplate ParseGo(string field, string text)
        => Read(
            field,
            text,
            "{{",
            "}}",
            name => name.Trim().Trim('-').Trim() switch
            {
                ".ID" => "appid",
                ".Namespace" => "namespace",
                ".Port" => "port",
                _ => null,
            },
            "{{.ID}}, {{.Namespace}} and {{.Port}}");

    /// <summary>Fills the placeholders in.</summary>
    /// <exception cref="ComponentException">What comes of it is no address.</exception>
    public string Fill(NameResolutionRequest request)
    {
        if (request.AppId.Length == 0)
            throw new ComponentException("The app id is empty; there is no app to look for.");
        foreach (var part in new[] { request.AppId, request.Namespace })
        {
            if (part.Length > 0 && (!SidecarAddress.IsHost(part) || part.Contains(':', StringComparison.Ordinal)))
                throw new ComponentException($"\"{part}\" can't be part of a host's name: that has letters, digits, dots, hyphens and underscores alone.");
        }

        return string.Concat(_parts.Select(part => part.Value is null ? part.Text : part.Value(request)));
    }

    private static HostTemplate Read(
        string field, string text, string open, string close, Func<string, string?> name, string known)
    {
        var template = new HostTemplate();
        for (var at = 0; at < text.Length;)
        {
            var start = text.IndexOf(open, at, StringComparison.Ordinal);
            var end = start < 0 ? -1 : text.IndexOf(close, start, StringComparison.Ordinal);
            if (end < 0)
            {
                template._parts.Add((text[at..], null));
                break;
            }

            var placeholder = text[(start + open.Length)..end];
            var value = ValueOf(name(placeholder)) ?? throw new MetadataException(
                field, $"The metadata key \"{field}\" has the placeholder {open}{placeholder}{close}; it knows {known} alone.");
            template._parts.Add((text[at..start], null));
            template._parts.Add(("", value));
            at = end + close.Length;
        }

        var example = template.Fill(new NameResolutionRequest("app", "namespace", 50002));
        return SidecarAddress.TryParse(example, 50002, out _)
            ? template
            : throw new MetadataException(
                field, $"The metadata key \"{field}\" is \"{text}\"; what it makes of an app, such as \"{example}\", must be a host's name or address, "
                    + "with or without a port.");
    }

    private static Func<NameResolutionRequest, string>? ValueOf(string? name) => name switch
    {
        "appid" => static request => request.AppId,
        "namespace" => static request => request.Namespace,
        "port" => static request => request.Port.ToString(CultureInfo.InvariantCulture),
        _ => null,
    };
}
