using System.Buffers;

namespace Layotto.Components.Sqlite.Connections;

/// <summary>A <c>_pragma</c> of a connection string: <c>name(value)</c> or <c>name=value</c>.</summary>
internal readonly record struct SqlitePragma(string Name, string Value)
{
    private static readonly string[] Forbidden = ["busy_timeout", "journal_mode", "foreign_keys"];

    private static readonly SearchValues<char> ValueCharacters =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_.+-");

    /// <summary>Reads a pragma.</summary>
    /// <exception cref="MetadataException">It is one that a setting of its own is for, or not a plain name and value.</exception>
    public static SqlitePragma Parse(string text)
    {
        foreach (var name in Forbidden)
        {
            if (text.StartsWith(name, StringComparison.OrdinalIgnoreCase))
                throw Wrong($"found forbidden option '_pragma={name}' in the connection string: {InsteadOf(name)}");
        }

        var split = text.IndexOfAny(['(', '=']);
        var pragma = split < 0
            ? new SqlitePragma(text, "")
            : new SqlitePragma(text[..split], text[split] == '(' ? text[(split + 1)..].TrimEnd(')') : text[(split + 1)..]);
        if (!SqliteIdentifier.IsValid(pragma.Name) || pragma.Value.AsSpan().ContainsAnyExcept(ValueCharacters))
            throw Wrong("The connection string has a '_pragma' that isn't of the form name(value) with a plain word or number as the value.");
        return pragma;
    }

    /// <summary>The pragma as a statement.</summary>
    public string ToSql() => Value.Length == 0 ? $"PRAGMA {Name}" : $"PRAGMA {Name} = {Value}";

    private static string InsteadOf(string name) => name switch
    {
        "busy_timeout" => "use the metadata key \"busyTimeout\" for it.",
        "journal_mode" => "use the metadata key \"disableWAL\" for it.",
        _ => "leave it out.",
    };

    private static MetadataException Wrong(string message) => new(SqliteSettings.ConnectionStringKey, message);
}
