using Layotto.Components.Metadata;
using Layotto.Components.Sqlite.Connections;

namespace Layotto.Components.Sqlite.State;

/// <summary>The settings of <c>state.sqlite</c>.</summary>
/// <param name="Database">The settings of every component on SQLite.</param>
/// <param name="TableName">The table of the values.</param>
/// <param name="MetadataTableName">The table that says how far the tables are migrated and when they were cleaned up.</param>
/// <param name="CleanupInterval">How often expired rows are deleted; zero for never.</param>
internal sealed record SqliteStateSettings(SqliteSettings Database, string TableName, string MetadataTableName, TimeSpan CleanupInterval)
{
    private static readonly MetadataField<string> TableNameField =
        MetadataField.Text("tableName", "The table of the values.", "state");

    private static readonly MetadataField<string> MetadataTableNameField =
        MetadataField.Text("metadataTableName", "The table that the component keeps its own records in.", "metadata");

    private static readonly MetadataField<TimeSpan> CleanupIntervalField = MetadataField.Duration(
        "cleanupInterval", "How often expired rows are deleted; 0 or less for never. An expired value is never read either way.", TimeSpan.Zero) with
    {
        Aliases = ["cleanupIntervalInSeconds"],
    };

    public static MetadataSchema Schema { get; } = new(
        SqliteSettings.ConnectionStringField,
        SqliteSettings.TimeoutField,
        SqliteSettings.BusyTimeoutField,
        SqliteSettings.DisableWalField,
        TableNameField,
        MetadataTableNameField,
        CleanupIntervalField);

    /// <summary>Reads the settings.</summary>
    /// <exception cref="MetadataException">One of them is missing or wrong.</exception>
    public static SqliteStateSettings Read(ComponentMetadata metadata)
    {
        var table = SqliteSettings.ReadIdentifier(TableNameField, metadata);
        var metadataTable = SqliteSettings.ReadIdentifier(MetadataTableNameField, metadata);
        if (table.Equals(metadataTable, StringComparison.OrdinalIgnoreCase))
        {
            throw new MetadataException(
                MetadataTableNameField.Name, $"The metadata keys \"tableName\" and \"metadataTableName\" are both \"{table}\"; they must differ.");
        }

        var cleanup = SqliteSettings.ReadBounded(CleanupIntervalField, metadata);
        return new SqliteStateSettings(
            SqliteSettings.Read(metadata), table, metadataTable, cleanup > TimeSpan.Zero ? cleanup : TimeSpan.Zero);
    }
}
