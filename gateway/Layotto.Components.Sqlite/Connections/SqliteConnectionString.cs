namespace Layotto.Components.Sqlite.Connections;

/// <summary>
/// Reads the connection strings of Dapr's SQLite components: a path, <c>:memory:</c> or a <c>file:</c> URI, each with parameters
/// after a question mark. Parameters that start with an underscore are not SQLite's own but those of the driver that Dapr uses.
/// </summary>
internal static class SqliteConnectionString
{
    private const string Memory = ":memory:";
    private const string Scheme = "file:";

    /// <summary>Reads a connection string that isn't empty.</summary>
    /// <exception cref="MetadataException">It has a forbidden parameter.</exception>
    public static SqliteLocation Parse(string text)
    {
        var question = text.IndexOf('?', StringComparison.Ordinal);
        var target = question > 0 ? text[..question] : text;
        var isUri = target.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);
        var parameters = new List<(string Name, string Value)>();
        var pragmas = new List<SqlitePragma>();
        var warnings = new List<string>();
        foreach (var (name, value) in question > 0 ? Split(text[(question + 1)..]) : [])
        {
            if (name == "_pragma")
                pragmas.Add(SqlitePragma.Parse(value));
            else if (name == "_txlock" && !value.Equals("immediate", StringComparison.OrdinalIgnoreCase))
                warnings.Add($"The connection string asks for \"_txlock={value}\"; writes are always immediate transactions here.");
            else if (!name.StartsWith('_'))
                parameters.Add((name, value));
            else if (name != "_txlock")
                warnings.Add($"The connection string has the parameter \"{name}\", which has no effect here.");
        }

        var isInMemory = target.StartsWith(Memory, StringComparison.OrdinalIgnoreCase)
            || target.StartsWith(Scheme + Memory, StringComparison.OrdinalIgnoreCase)
            || Has(parameters, "mode", "memory");
        return new SqliteLocation(
            FileNameOf(target, isUri, parameters),
            isInMemory ? Memory : Path.GetFullPath(isUri ? PathOf(target) : target),
            isInMemory,
            Has(parameters, "mode", "ro") || Has(parameters, "immutable", "1"),
            pragmas,
            warnings);
    }

    private static string FileNameOf(string target, bool isUri, List<(string Name, string Value)> parameters)
    {
        if (parameters.Count == 0)
            return target;

        // Only a URI can have parameters, so a path becomes one; the separators of folders stay as they are.
        var uri = isUri ? target : Scheme + Uri.EscapeDataString(target).Replace("%2F", "/", StringComparison.Ordinal).Replace("%3A", ":", StringComparison.Ordinal);
        return $"{uri}?{string.Join('&', parameters.Select(parameter => $"{Uri.EscapeDataString(parameter.Name)}={Uri.EscapeDataString(parameter.Value)}"))}";
    }

    private static string PathOf(string uri)
    {
        var path = uri[Scheme.Length..];
        var fragment = path.IndexOf('#', StringComparison.Ordinal);
        if (fragment >= 0)
            path = path[..fragment];
        if (path.StartsWith("//", StringComparison.Ordinal))
        {
            var slash = path.IndexOf('/', 2);
            path = slash < 0 ? "/" : path[slash..];
        }

        return path.Length == 0 ? "." : Uri.UnescapeDataString(path);
    }

    // The first of several values counts, as in Dapr.
    private static bool Has(List<(string Name, string Value)> parameters, string name, string value)
        => parameters.Find(parameter => parameter.Name == name).Value == value;

    private static IEnumerable<(string Name, string Value)> Split(string query)
    {
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            yield return equals < 0
                ? (Decode(pair), "")
                : (Decode(pair[..equals]), Decode(pair[(equals + 1)..]));
        }
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
