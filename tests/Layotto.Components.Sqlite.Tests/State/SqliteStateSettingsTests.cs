using Layotto.Components.Metadata;
using Layotto.Components.Sqlite.State;

namespace Layotto.Components.Sqlite.Tests.State;

public sealed class SqliteStateSettingsTests
{
    [Fact]
    public void Defaults_are_those_of_dapr()
    {
        var settings = Read(("connectionString", "state.db"));

        Assert.Equal(TimeSpan.FromSeconds(20), settings.Database.Timeout);
        Assert.Equal(TimeSpan.FromSeconds(2), settings.Database.BusyTimeout);
        Assert.True(settings.Database.UseWriteAheadLog);
        Assert.Equal("state", settings.TableName);
        Assert.Equal("metadata", settings.MetadataTableName);
        Assert.Equal(TimeSpan.Zero, settings.CleanupInterval);
    }

    [Fact]
    public void Aliases_and_units_are_understood()
    {
        var settings = Read(
            ("url", "state.db"), ("timeoutInSeconds", "5"), ("busyTimeout", "-1"), ("disablewal", "true"), ("cleanupIntervalInSeconds", "90"));

        Assert.EndsWith("state.db", settings.Database.Location.Path, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(5), settings.Database.Timeout);
        Assert.Equal(TimeSpan.Zero, settings.Database.BusyTimeout);
        Assert.False(settings.Database.UseWriteAheadLog);
        Assert.Equal(TimeSpan.FromSeconds(90), settings.CleanupInterval);
    }

    [Theory]
    [InlineData("connectionString", "", "missing connection string")]
    [InlineData("timeout", "999ms", "\"timeout\" is \"999ms\"")]
    [InlineData("timeout", "soon", "\"timeout\" is \"soon\"")]
    [InlineData("busyTimeout", "x", "\"busyTimeout\" is \"x\"")]
    [InlineData("tableName", "state; DROP TABLE x", "invalid identifier")]
    [InlineData("tableName", "stäte", "invalid identifier")]
    [InlineData("metadataTableName", "a.b", "invalid identifier")]
    [InlineData("metadataTableName", "STATE", "must differ")]
    [InlineData("cleanupInterval", "1x", "\"cleanupInterval\" is \"1x\"")]
    public void Wrong_setting_is_named(string key, string value, string expected)
    {
        var metadata = new Dictionary<string, string> { ["connectionString"] = "state.db", [key] = value };

        var exception = Assert.Throws<MetadataException>(() => SqliteStateSettings.Read(new ComponentMetadata(metadata)));

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    private static SqliteStateSettings Read(params (string Key, string Value)[] settings)
        => SqliteStateSettings.Read(new ComponentMetadata(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value))));
}
