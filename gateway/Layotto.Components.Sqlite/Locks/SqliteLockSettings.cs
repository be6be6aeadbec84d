using Layotto.Components.Metadata;
using Layotto.Components.Sqlite.Connections;

namespace Layotto.Components.Sqlite.Locks;

/// <summary>The settings of <c>lock.sqlite</c>.</summary>
/// <param name="Database">The settings of every component on SQLite.</param>
/// <param name="TableName">The table of the locks.</param>
internal sealed record SqliteLockSettings(SqliteSettings Database, string TableName)
{
    private static readonly MetadataField<string> TableNameField = MetadataField.Text("tableName", "The table of the locks.", "locks");

    public static MetadataSchema Schema { get; } = new(
        SqliteSettings.ConnectionStringField,
        SqliteSettings.TimeoutField,
        SqliteSettings.BusyTimeoutField,
        SqliteSettings.DisableWalField,
        TableNameField);

    /// <summary>Reads the settings.</summary>
    /// <exception cref="MetadataException">One of them is missing or wrong.</exception>
    public static SqliteLockSettings Read(ComponentMetadata metadata)
    {
        var table = TableNameField.Read(metadata);
        if (!SqliteIdentifier.IsValid(table))
        {
            throw new MetadataException(
                TableNameField.Name,
                $"invalid identifier: the metadata key \"{TableNameField.Name}\" is \"{table}\"; it must have ASCII letters, digits and underscores alone.");
        }

        var database = SqliteSettings.Read(metadata);
        return database.Location.IsReadOnly
            ? throw new MetadataException(
                SqliteSettings.ConnectionStringKey, "The database of a lock store can't be read-only; its connection string must let it be written.")
            : new SqliteLockSettings(database, table);
    }
}
