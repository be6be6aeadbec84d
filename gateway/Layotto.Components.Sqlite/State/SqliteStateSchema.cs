using System.Globalization;
using Layotto.Components.Sqlite.Connections;
using SQLitePCL;

namespace Layotto.Components.Sqlite.State;

/// <summary>
/// Brings the tables to where they should be. The level reached stands in the metadata table under the key <c>migrations</c>, as
/// Dapr's store has it: 1 means that the table of values exists.
/// </summary>
internal static class SqliteStateSchema
{
    private const int Level = 1;

    /// <summary>Creates the tables where they are missing, and checks that the one of values is what it should be.</summary>
    /// <exception cref="ComponentException">The tables can't be created, or are somebody else's.</exception>
    public static void Prepare(SqliteDatabase database, SqliteStateSettings settings, SqliteStateSql sql)
    {
        if (!settings.Database.Location.IsReadOnly)
            Migrate(database, settings, sql);
        try
        {
            using var statement = database.Use(sql.Get);
        }
        catch (SqliteException exception) when (exception.Code == raw.SQLITE_ERROR)
        {
            throw new ComponentException(
                $"The table {settings.TableName} of the SQLite database {settings.Database.Location.Path} isn't there, or isn't one of a state "
                    + "store; set \"tableName\" to another name.",
                exception);
        }
    }

    private static void Migrate(SqliteDatabase database, SqliteStateSettings settings, SqliteStateSql sql)
    {
        database.Execute("BEGIN IMMEDIATE");
        try
        {
            database.Execute(sql.CreateMetadataTable);
            if (ReadLevel(database, settings, sql) < Level)
            {
                database.Execute(sql.CreateTable);
                using var statement = database.Prepare(sql.SetMigrationLevel);
                statement.Bind(1, Level.ToString(CultureInfo.InvariantCulture)).Execute();
            }

            database.Execute("COMMIT");
        }
        catch
        {
            if (database.IsInTransaction)
                database.Execute("ROLLBACK");
            throw;
        }
    }

    private static int ReadLevel(SqliteDatabase database, SqliteStateSettings settings, SqliteStateSql sql)
    {
        using var row = database.Prepare(sql.GetMigrationLevel);
        if (!row.Step())
            return 0;
        return int.TryParse(row.GetText(0), NumberStyles.None, CultureInfo.InvariantCulture, out var level)
            ? level
            : throw new ComponentException(
                $"The table {settings.MetadataTableName} of the SQLite database {settings.Database.Location.Path} has a migration level that is no "
                    + "number; set \"metadataTableName\" to another name, or repair the row \"migrations\".");
    }
}
