using Layotto.Components.Metadata;
using Xunit;

namespace Layotto.Components.Tests;

public sealed class ComponentCatalogueTests
{
    private readonly ComponentCatalogue _catalogue = new ComponentCatalogue()
        .Add(Describe(ComponentKind.State, "postgresql", "v1", "postgres"))
        .Add(Describe(ComponentKind.State, "postgresql", "v2", "postgres"))
        .Add(Describe(ComponentKind.State, "in-memory", "v1"))
        .Add(Describe(ComponentKind.HttpMiddleware, "bearer", "v1"))
        .Add(Describe(ComponentKind.SecretStore, "local.env", "v1"));

    [Theory]
    [InlineData("state.postgresql", "", "v1")]
    [InlineData("state.postgresql", "v0", "v1")]
    [InlineData("state.postgresql", "v1", "v1")]
    [InlineData("STATE.PostgreSQL", "V1", "v1")]
    [InlineData("state.postgres", "v2", "v2")]
    [InlineData("state.postgresql", "V2", "v2")]
    [InlineData("middleware.http.bearer", "", "v1")]
    [InlineData("secretstores.local.env", "v1", "v1")]
    public void A_type_is_found_in_its_version(string type, string version, string found)
    {
        Assert.True(_catalogue.TryFind(type, version, out var descriptor, out var reason), reason);
        Assert.Equal(found, descriptor.Version);
    }

    [Theory]
    [InlineData("state.postgresql", "v3", "there is v1, v2")]
    [InlineData("state.inmemory", "", "did you mean \"state.in-memory\"?")]
    [InlineData("state.elsewhere", "", "there is state.postgresql")]
    [InlineData("pubsub.something-long", "", "nor any other pub/sub broker yet")]
    [InlineData("teapot.classic-porcelain", "", "is no component type")]
    [InlineData("", "", "is no component type")]
    [InlineData(".", "", "is no component type")]
    [InlineData("state.", "", "is no component type")]
    public void An_unknown_type_is_answered_with_what_there_is(string type, string version, string reason)
    {
        Assert.False(_catalogue.TryFind(type, version, out var descriptor, out var given));
        Assert.Null(descriptor);
        Assert.Contains(reason, given, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgresql", "v1")]
    [InlineData("postgres", "V2")]
    public void A_type_cant_be_added_twice(string name, string version)
        => Assert.Throws<ArgumentException>(() => _catalogue.Add(Describe(ComponentKind.State, name, version)));

    [Fact]
    public void All_types_are_listed_by_kind_and_name()
        => Assert.Equal(
            ["state.in-memory/v1", "state.postgresql/v1", "state.postgresql/v2", "secretstores.local.env/v1", "middleware.http.bearer/v1"],
            _catalogue.All.Select(descriptor => descriptor.ToString()));

    [Fact]
    public void Types_that_processes_offer_come_and_go()
    {
        var offered = Describe(ComponentKind.State, "mine", "v1");
        _catalogue.Offer([offered, Describe(ComponentKind.State, "MINE", "v1")]);

        Assert.True(_catalogue.TryFind("state.Mine", "v0", out var found, out _));
        Assert.Same(offered, found);
        Assert.Equal(["state.in-memory", "state.mine", "state.postgresql", "state.postgresql"], _catalogue.All.Take(4).Select(descriptor => descriptor.Type));
        Assert.False(_catalogue.TryFind("state.mine2", "v1", out _, out var reason));
        Assert.Equal("There is no component type \"state.mine2\"; did you mean \"state.mine\"?", reason);

        _catalogue.Offer([]);
        _catalogue.Hint = type => $"Who knows where {type} is.";
        Assert.False(_catalogue.TryFind("state.mine", "v1", out _, out reason));
        Assert.EndsWith("Who knows where state.mine is.", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_built_in_goes_before_what_is_offered()
    {
        _catalogue.Offer([Describe(ComponentKind.State, "Postgres", "v9"), Describe(ComponentKind.State, "in-memory", "v1")]);

        Assert.True(_catalogue.TryFind("state.postgres", "v1", out var found, out _));
        Assert.Equal("postgresql", found.Name);
        Assert.True(_catalogue.IsBuiltIn("state.postgres"));
        Assert.Single(_catalogue.All, descriptor => descriptor.Name == "in-memory");
    }

    private static ComponentDescriptor Describe(ComponentKind kind, string name, string version, params string[] aliases) => new()
    {
        Kind = kind,
        Name = name,
        Version = version,
        Aliases = aliases,
        Summary = "A component of the tests.",
        Schema = MetadataSchema.Empty,
        Create = () => throw new InvalidOperationException("The catalogue makes no instance."),
    };
}
