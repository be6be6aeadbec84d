using System.Text;
using SQLitePCL;

namespace Layotto.Components.Sqlite.Connections;

/// <summary>
/// A compiled statement in use: bind, step, read columns, dispose. Disposing a kept statement only readies it for its next use.
/// Parameters count from 1, columns from 0, as in SQLite.
/// </summary>
internal sealed class SqliteStatement(SqliteDatabase database, sqlite3_stmt handle, bool isKept) : IDisposable
{
    // Keys, etags and times fit; longer text takes an array.
    private const int ShortText = 256;

    public SqliteStatement Bind(int parameter, string text)
    {
        Span<byte> buffer = stackalloc byte[ShortText];
        return Encoding.UTF8.TryGetBytes(text, buffer, out var length)
            ? Bind(parameter, buffer[..length])
            : Bind(parameter, Encoding.UTF8.GetBytes(text).AsSpan());
    }

    /// <summary>Binds text that is in UTF-8 already. SQLite takes a copy.</summary>
    public SqliteStatement Bind(int parameter, ReadOnlySpan<byte> utf8)
    {
        database.Check(raw.sqlite3_bind_text(handle, parameter, utf8));
        return this;
    }

    public SqliteStatement Bind(int parameter, long number)
    {
        database.Check(raw.sqlite3_bind_int64(handle, parameter, number));
        return this;
    }

    public SqliteStatement Bind(int parameter, double number)
    {
        database.Check(raw.sqlite3_bind_double(handle, parameter, number));
        return this;
    }

    public SqliteStatement BindNull(int parameter)
    {
        database.Check(raw.sqlite3_bind_null(handle, parameter));
        return this;
    }

    /// <summary>Goes on to the next row.</summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="SqliteException">The statement failed.</exception>
    public bool Step()
    {
        var code = raw.sqlite3_step(handle);
        if (code is raw.SQLITE_ROW or raw.SQLITE_DONE)
            return code == raw.SQLITE_ROW;
        throw database.Failure();
    }

    /// <summary>Runs to the end.</summary>
    public void Execute()
    {
        while (Step())
        {
        }
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    public long GetInteger(int column) => raw.sqlite3_column_int64(handle, column);

    public string GetText(int column) => Encoding.UTF8.GetString(GetUtf8(column));

    /// <summary>A text column's bytes, valid until the next step.</summary>
    public ReadOnlySpan<byte> GetUtf8(int column) => raw.sqlite3_column_blob(handle, column);

    public void Dispose()
    {
        if (isKept)
        {
            // Both only report once more what Step has reported.
            _ = raw.sqlite3_reset(handle);
            _ = raw.sqlite3_clear_bindings(handle);
        }
        else
        {
            Close();
        }
    }

    public void Close() => handle.Dispose();
}
