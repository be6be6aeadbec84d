namespace Layotto.Components.Sqlite.Connections;

/// <summary>SQLite couldn't do something. The message is a sentence that names the file and, where it can, what would be right.</summary>
internal sealed class SqliteException : ComponentException
{
    public SqliteException(int extendedCode, string message)
        : base(message) => ExtendedCode = extendedCode;

    /// <summary>SQLite's extended result code.</summary>
    public int ExtendedCode { get; }

    /// <summary>SQLite's primary result code, such as <c>SQLITE_BUSY</c>.</summary>
    public int Code => ExtendedCode & 0xFF;
}
