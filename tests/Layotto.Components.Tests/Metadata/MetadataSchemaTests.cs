using Layotto.Components.Metadata;
using Xunit;

namespace Layotto.Components.Tests.Metadata;

public sealed class MetadataSchemaTests
{
    private static readonly MetadataSchema Schema = new(
        MetadataField.Text("redisHost", "The server.") with { IsRequired = true },
        MetadataField.Text("redisPassword", "The password.") with { IsSensitive = true },
        MetadataField.Integer("redisDB", "The database."),
        MetadataField.Boolean("enableTLS", "Whether."));

    [Fact]
    public void Every_problem_is_reported_at_once()
    {
        var problems = Schema.Check(Of(("redisDB", "x"), ("enableTLS", "maybe"), ("redisPasword", "hunter2"), ("zzz", "")));

        Assert.Equal(["redisHost", "redisDB", "enableTLS", "redisPasword", "zzz"], problems.Select(problem => problem.Field));
        Assert.Equal([false, false, true, true, true], problems.Select(problem => problem.IsWarning));
        Assert.Contains("did you mean \"redisPassword\"?", problems[3].Message, StringComparison.Ordinal);
        Assert.DoesNotContain(problems, problem => problem.Message.Contains("hunter2", StringComparison.Ordinal));
    }

    [Fact]
    public void Keys_that_the_runtime_reads_arent_unknown()
        => Assert.Empty(Schema.Check(Of(("redisHost", "h"), ("KEYPREFIX", "name")), key => RuntimeMetadataKeys.IsKnown(ComponentKind.State, key)));

    [Fact]
    public void An_open_schema_knows_every_key()
    {
        Assert.Empty(MetadataSchema.Open.Check(Of(("anything", "goes"))));
        Assert.True(MetadataSchema.Open.IsOpen);
        Assert.False(MetadataSchema.Empty.IsOpen);
    }

    [Theory]
    [InlineData("actorStateStore", "state", true)]
    [InlineData("outboxPublishTopic", "state", true)]
    [InlineData("publishingScopes", "pubsub", true)]
    [InlineData("direction", "bindings", true)]
    [InlineData("direction", "state", false)]
    [InlineData("keyPrefix", "secretstores", false)]
    public void The_runtime_reads_other_keys_of_each_kind(string key, string category, bool isKnown)
        => Assert.Equal(isKnown, RuntimeMetadataKeys.IsKnown(ComponentKind.All.Single(kind => kind.Category == category), key));

    [Fact]
    public void Keys_that_differ_by_case_alone_are_refused()
    {
        var exception = Assert.Throws<MetadataException>(() => Of(("a", "1"), ("A", "2")));

        Assert.Equal("A", Assert.Single(exception.Problems).Field);
    }

    [Fact]
    public void Metadata_keeps_the_order_it_was_given_in()
        => Assert.Equal(["z", "a", "m"], Of(("z", "1"), ("a", "2"), ("m", "3")).Select(item => item.Key));

    private static ComponentMetadata Of(params (string Key, string Value)[] items) => new(items.Select(item => KeyValuePair.Create(item.Key, item.Value)));
}
