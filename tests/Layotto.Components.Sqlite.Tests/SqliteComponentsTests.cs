using Layotto.Components.Sqlite.State;

namespace Layotto.Components.Sqlite.Tests;

public sealed class SqliteComponentsTests
{
    [Theory]
    [InlineData("state.sqlite")]
    [InlineData("state.sqlite3")]
    public async Task Type_is_in_the_catalogue(string type)
    {
        var catalogue = SqliteComponents.Register(new ComponentCatalogue());

        Assert.True(catalogue.TryFind(type, "v1", out var descriptor, out _));
        await using var component = descriptor.Create();
        Assert.IsType<SqliteStateStore>(component);
        Assert.Equal("connectionString", descriptor.Schema.Fields[0].Name);
    }
}
