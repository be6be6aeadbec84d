namespace Layotto.Components.Sqlite.Connections;

/// <summary>Which database a connection string means, and how it is to be opened.</summary>
/// <param name="FileName">What SQLite is given: a path, a <c>file:</c> URI or <c>:memory:</c>.</param>
/// <param name="Path">The file's full path, for errors; <c>:memory:</c> when there is none.</param>
/// <param name="IsInMemory">Whether the database lives in memory and has a single connection.</param>
/// <param name="IsReadOnly">Whether it is opened for reading alone.</param>
/// <param name="Pragmas">What to set on every connection, besides what the settings say.</param>
/// <param name="Warnings">What the connection string says to no effect, a sentence each.</param>
internal sealed record SqliteLocation(
    string FileName,
    string Path,
    bool IsInMemory,
    bool IsReadOnly,
    IReadOnlyList<SqlitePragma> Pragmas,
    IReadOnlyList<string> Warnings);
