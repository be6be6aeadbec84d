using Layotto.Components.Metadata;

namespace Layotto.Components.Sqlite.Connections;

/// <summary>The settings that every component on SQLite has.</summary>
/// <param name="Location">The database.</param>
/// <param name="Timeout">The most that a call may take.</param>
/// <param name="BusyTimeout">How long to wait for a lock that another process holds; zero for not at all.</param>
/// <param name="UseWriteAheadLog">Whether the file has a write-ahead log, so that readers and the writer don't wait for one another.</param>
internal sealed record SqliteSettings(SqliteLocation Location, TimeSpan Timeout, TimeSpan BusyTimeout, bool UseWriteAheadLog)
{
    public const string ConnectionStringKey = "connectionString";

    public static readonly MetadataField<string> ConnectionStringField = MetadataField.Text(
        ConnectionStringKey, "The path of the database file, a file: URI, or :memory:.") with
    {
        Aliases = ["url"],
        IsRequired = true,
        Example = "data.db",
    };

    public static readonly MetadataField<TimeSpan> TimeoutField = MetadataField.Duration(
        "timeout", "The most that a call to the database may take.", TimeSpan.FromSeconds(20), minimum: TimeSpan.FromSeconds(1)) with
    {
        Aliases = ["timeoutInSeconds"],
    };

    public static readonly MetadataField<TimeSpan> BusyTimeoutField = MetadataField.Duration(
        "busyTimeout", "How long to wait while another process has the database locked; 0 or less for not at all.", TimeSpan.FromSeconds(2));

    public static readonly MetadataField<bool> DisableWalField = MetadataField.Boolean(
        "disableWAL", "Whether to go without a write-ahead log, which doesn't work on network file systems.");

    // A timer can't be set further ahead than some 49 days.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    /// <summary>Reads the settings.</summary>
    /// <exception cref="MetadataException">One of them is missing or wrong.</exception>
    public static SqliteSettings Read(ComponentMetadata metadata) => Read(metadata, TimeoutField, BusyTimeoutField);

    /// <summary>Reads the settings of a component whose times have other defaults.</summary>
    /// <exception cref="MetadataException">One of them is missing or wrong.</exception>
    public static SqliteSettings Read(ComponentMetadata metadata, MetadataField<TimeSpan> timeoutField, MetadataField<TimeSpan> busyTimeoutField)
    {
        if (ConnectionStringField.Check(metadata) is { } problem)
            throw new MetadataException(problem.Field, $"missing connection string: {problem.Message}");
        var location = SqliteConnectionString.Parse(ConnectionStringField.Read(metadata));
        var busyTimeout = busyTimeoutField.Read(metadata);
        return new SqliteSettings(
            location,
            ReadBounded(timeoutField, metadata),
            busyTimeout > TimeSpan.Zero ? busyTimeout : TimeSpan.Zero,
            UseWriteAheadLog: !DisableWalField.Read(metadata) && location is { IsInMemory: false, IsReadOnly: false });
    }

    /// <summary>Reads the name of a table.</summary>
    /// <exception cref="MetadataException">It can't be one.</exception>
    public static string ReadIdentifier(MetadataField<string> field, ComponentMetadata metadata)
    {
        var name = field.Read(metadata);
        return SqliteIdentifier.IsValid(name)
            ? name
            : throw new MetadataException(
                field.Name, $"invalid identifier: the metadata key \"{field.Name}\" is \"{name}\"; it must have ASCII letters, digits and underscores alone.");
    }

    /// <summary>Reads a time that a timer will be set to.</summary>
    /// <exception cref="MetadataException">It is more than 30 days.</exception>
    public static TimeSpan ReadBounded(MetadataField<TimeSpan> field, ComponentMetadata metadata)
        => field.Read(metadata) is var time && time <= Longest
            ? time
            : throw new MetadataException(
                field.Name, $"The metadata key \"{field.Name}\" is {GoDuration.Format(time)}; it must be at most {GoDuration.Format(Longest)}.");
}
