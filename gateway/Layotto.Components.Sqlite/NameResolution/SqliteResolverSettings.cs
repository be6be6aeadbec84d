using Layotto.Components.Metadata;
using Layotto.Components.Sqlite.Connections;

namespace Layotto.Components.Sqlite.NameResolution;

/// <summary>The settings of <c>nameresolution.sqlite</c>.</summary>
/// <param name="Database">The settings of every component on SQLite.</param>
/// <param name="TableName">The table of the sidecars.</param>
/// <param name="MetadataTableName">The table that says how far the tables are migrated and when they were cleaned up.</param>
/// <param name="UpdateInterval">How long a registration holds unless it is renewed.</param>
/// <param name="CleanupInterval">How often registrations are deleted that hold no more; zero for never.</param>
internal sealed record SqliteResolverSettings(
    SqliteSettings Database, string TableName, string MetadataTableName, TimeSpan UpdateInterval, TimeSpan CleanupInterval)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static readonly MetadataField<TimeSpan> TimeoutField = MetadataField.Duration(
        "timeout", "The most that a call to the database may take.", Second, minimum: Second) with
    {
        Aliases = ["timeoutInSeconds"],
    };

    private static readonly MetadataField<TimeSpan> BusyTimeoutField = MetadataField.Duration(
        "busyTimeout", "How long to wait while another process has the database locked; 0 or less for not at all.", TimeSpan.FromMilliseconds(800));

    private static readonly MetadataField<string> TableNameField = MetadataField.Text("tableName", "The table of the sidecars.", "hosts");

    private static readonly MetadataField<string> MetadataTableNameField =
        MetadataField.Text("metadataTableName", "The table that the component keeps its own records in.", "metadata");

    private static readonly MetadataField<TimeSpan> UpdateIntervalField = MetadataField.Duration(
        "updateInterval", "How long a registration holds unless it is renewed, in whole seconds; at least a second more than timeout. "
            + "All sidecars that share a file must have the same.", TimeSpan.FromSeconds(5));

    private static readonly MetadataField<TimeSpan> CleanupIntervalField = MetadataField.Duration(
        "cleanupInterval", "How often registrations are deleted that hold no more; 0 or less for never.", TimeSpan.FromHours(1)) with
    {
        Aliases = ["cleanupIntervalInSeconds"],
    };

    public static MetadataSchema Schema { get; } = new(
        SqliteSettings.ConnectionStringField,
        TimeoutField,
        BusyTimeoutField,
        SqliteSettings.DisableWalField,
        TableNameField,
        MetadataTableNameField,
        UpdateIntervalField,
        CleanupIntervalField);

    /// <summary>How often this sidecar renews its registration: early enough that a renewal may take all of its time and a second.</summary>
    public TimeSpan RenewalInterval
        => UpdateInterval - Database.Timeout - Second is var early && early >= Second ? early : (UpdateInterval - Database.Timeout) / 2;

    /// <summary>Reads the settings.</summary>
    /// <exception cref="MetadataException">One of them is missing or wrong.</exception>
    public static SqliteResolverSettings Read(ComponentMetadata metadata)
    {
        var database = SqliteSettings.Read(metadata, TimeoutField, BusyTimeoutField);
        var table = SqliteSettings.ReadIdentifier(TableNameField, metadata);
        var metadataTable = SqliteSettings.ReadIdentifier(MetadataTableNameField, metadata);
        if (table.Equals(metadataTable, StringComparison.OrdinalIgnoreCase))
        {
            throw new MetadataException(
                MetadataTableNameField.Name, $"The metadata keys \"tableName\" and \"metadataTableName\" are both \"{table}\"; they must differ.");
        }

        if (database.Location.IsReadOnly)
        {
            throw new MetadataException(
                SqliteSettings.ConnectionStringKey, "The connection string opens the database for reading alone; a sidecar registers itself there, so it must write.");
        }

        var update = SqliteSettings.ReadBounded(UpdateIntervalField, metadata);
        if (update.Ticks % TimeSpan.TicksPerSecond != 0 || update - database.Timeout < Second)
        {
            throw new MetadataException(
                UpdateIntervalField.Name, $"The metadata key \"updateInterval\" is {GoDuration.Format(update)}; it must be in whole seconds, and at "
                    + $"least a second more than \"timeout\", which is {GoDuration.Format(database.Timeout)}.");
        }

        var cleanup = SqliteSettings.ReadBounded(CleanupIntervalField, metadata);
        return new SqliteResolverSettings(database, table, metadataTable, update, cleanup > TimeSpan.Zero ? cleanup : TimeSpan.Zero);
    }
}
