namespace Layotto.Components.Sqlite.Connections;

/// <summary>Names that go into SQL as they are, because a table can't be a parameter.</summary>
internal static class SqliteIdentifier
{
    /// <summary>Whether a name is nothing but ASCII letters, digits and underscores (Dapr's rule for names of tables).</summary>
    public static bool IsValid(string name) => name.Length > 0 && name.All(character => char.IsAsciiLetterOrDigit(character) || character == '_');
}
