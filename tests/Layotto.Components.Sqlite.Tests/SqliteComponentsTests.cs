using Layotto.Components.Sqlite.NameResolution;
using Layotto.Components.Sqlite.State;

namespace Layotto.Components.Sqlite.Tests;

public sealed class SqliteComponentsTests
{
    [Theory]
    [InlineData("state.sqlite", typeof(SqliteStateStore))]
    [InlineData("state.sqlite3", typeof(SqliteStateStore))]
    [InlineData("nameresolution.sqlite", typeof(SqliteNameResolver))]
    public async Task Type_is_in_the_catalogue(string type, Type expected)
    {
        var catalogue = SqliteComponents.Register(new ComponentCatalogue());

        Assert.True(catalogue.TryFind(type, "v1", out var descriptor, out _));
        await using var component = descriptor.Create();
        Assert.IsType(expected, component);
        Assert.Equal("connectionString", descriptor.Schema.Fields[0].Name);
    }
}
