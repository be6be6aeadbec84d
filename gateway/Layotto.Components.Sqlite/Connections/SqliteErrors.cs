using Layotto.Components.Metadata;
using SQLitePCL;

namespace Layotto.Components.Sqlite.Connections;

/// <summary>Says in a sentence what a result code of SQLite means for the one who runs the gateway.</summary>
internal static class SqliteErrors
{
    /// <summary>Describes a failure.</summary>
    /// <param name="extendedCode">SQLite's extended result code.</param>
    /// <param name="detail">SQLite's own words; they may name tables and columns, but never values.</param>
    /// <param name="settings">The database.</param>
    public static SqliteException Create(int extendedCode, string detail, SqliteSettings settings)
        => new(extendedCode, Describe(extendedCode, detail, settings));

    private static string Describe(int extendedCode, string detail, SqliteSettings settings)
    {
        var path = settings.Location.Path;
        return (extendedCode & 0xFF) switch
        {
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED =>
                $"The SQLite database {path} is locked by another process and stayed so for {GoDuration.Format(settings.BusyTimeout)}; "
                    + "nothing was written. Keep others from holding it that long, or raise \"busyTimeout\".",
            raw.SQLITE_FULL =>
                $"The SQLite database {path} can't grow: its disk is full, or its largest size is reached; nothing was written. Make room for it.",
            raw.SQLITE_READONLY =>
                $"The SQLite database {path} can't be written: the file, its folder or its file system is read-only. "
                    + "Let this process write to both the file and the folder.",
            raw.SQLITE_NOTADB =>
                $"The file {path} is no SQLite database, or an encrypted one; name another file, or move this one away.",
            raw.SQLITE_CORRUPT =>
                $"The SQLite database {path} is damaged ({detail}); restore it from a backup.",
            raw.SQLITE_CANTOPEN => DescribeUnopened(settings.Location),
            raw.SQLITE_PERM or raw.SQLITE_AUTH =>
                $"This process has no permission to use the SQLite database {path}.",
            raw.SQLITE_IOERR =>
                $"The SQLite database {path} couldn't be read or written (I/O error {extendedCode}, {detail}); nothing was written. Look at its disk.",
            raw.SQLITE_TOOBIG =>
                $"The value or key is larger than the SQLite database {path} can hold.",
            raw.SQLITE_NOMEM =>
                $"There wasn't enough memory for the SQLite database {path}.",
            raw.SQLITE_INTERRUPT =>
                $"The SQLite database {path} didn't finish within {GoDuration.Format(settings.Timeout)}; nothing was written. "
                    + "Ask for less at once, or raise \"timeout\".",
            _ => $"The SQLite database {path} refused: {detail} (code {extendedCode}).",
        };
    }

    private static string DescribeUnopened(SqliteLocation location)
    {
        var path = location.Path;
        if (Directory.Exists(path))
            return $"The SQLite database {path} can't be opened: that is a folder; name a file in it.";
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder && !Directory.Exists(folder))
            return $"The SQLite database {path} can't be opened: the folder {folder} doesn't exist; create it, or name a file elsewhere.";
        return File.Exists(path)
            ? $"The SQLite database {path} can't be opened; let this process read and write both the file and its folder."
            : $"The SQLite database {path} doesn't exist and can't be created: the connection string says not to (mode=ro or mode=rw), "
                + "or this process may not write to its folder.";
    }
}
