using Layotto.Components.Metadata;
using Xunit;

namespace Layotto.Components.Tests.Metadata;

public sealed class MetadataFieldTests
{
    private static readonly MetadataField<string> Host = MetadataField.Text("redisHost", "The server.") with { IsRequired = true, Aliases = ["host", "Server"], Example = "localhost:6379" };
    private static readonly MetadataField<long> Database = MetadataField.Integer("redisDB", "The database.", 3, 0, 15);

    [Fact]
    public void A_key_is_found_whatever_its_case()
        => Assert.Equal("a", Host.Read(Of(("REDISHOST", "a"))));

    [Theory]
    [InlineData("redishost", "x")]
    [InlineData("host", "y")]
    [InlineData("server", "z")]
    public void An_alias_is_as_good_as_the_name(string key, string value) => Assert.Equal(value, Host.Read(Of((key, value))));

    [Fact]
    public void The_name_goes_before_aliases_and_those_by_their_order()
    {
        Assert.Equal("name", Host.Read(Of(("server", "second"), ("host", "first"), ("redisHost", "name"))));
        Assert.Equal("first", Host.Read(Of(("server", "second"), ("host", "first"))));
        Assert.Equal("second", Host.Read(Of(("server", "second"), ("redisHost", ""))));
    }

    [Fact]
    public void A_missing_required_key_is_named_with_an_example()
    {
        var exception = Assert.Throws<MetadataException>(() => Host.Read(ComponentMetadata.Empty));

        Assert.Contains("\"redisHost\" is missing", exception.Message, StringComparison.Ordinal);
        Assert.Contains("localhost:6379", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public void Without_a_value_the_default_counts(string? value)
        => Assert.Equal(3, Database.Read(value is null ? ComponentMetadata.Empty : Of(("redisDB", value))));

    [Theory]
    [InlineData("0", 0)]
    [InlineData("0xF", 15)]
    [InlineData(" 7 ", 7)]
    public void Integers_are_read(string text, long value) => Assert.Equal(value, Database.Read(Of(("redisDB", text))));

    [Theory]
    [InlineData("-1")]
    [InlineData("16")]
    [InlineData("1.0")]
    [InlineData("many")]
    [InlineData("99999999999999999999999")]
    public void A_wrong_integer_is_quoted_with_the_bounds(string text)
    {
        var problem = Assert.Single(Assert.Throws<MetadataException>(() => Database.Read(Of(("RedisDb", text)))).Problems);

        Assert.Equal("RedisDb", problem.Field);
        Assert.Equal($"The metadata key \"RedisDb\" is \"{text}\"; it must be a whole number from 0 to 15.", problem.Message);
    }

    [Fact]
    public void A_long_value_is_shortened_in_an_error()
    {
        var exception = Assert.Throws<MetadataException>(() => Database.Read(Of(("redisDB", new string('x', 1000)))));

        Assert.InRange(exception.Message.Length, 60, 200);
    }

    [Fact]
    public void A_sensitive_value_is_never_shown()
    {
        var pin = MetadataField.Integer("pin", "The PIN.") with { IsSensitive = true };

        Assert.DoesNotContain("hunter2", Assert.Throws<MetadataException>(() => pin.Read(Of(("pin", "hunter2")))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_from_a_secret_store_is_never_shown_whatever_the_setting()
    {
        var metadata = new ComponentMetadata([KeyValuePair.Create("redisDB", "hunter2")], ["REDISdb"]);

        var problem = Database.Check(metadata);

        Assert.NotNull(problem);
        Assert.DoesNotContain("hunter2", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("yes", true, false)]
    [InlineData("off", false, false)]
    [InlineData("enabled", false, true)]
    public void A_boolean_that_is_no_word_for_either_is_a_no_with_a_warning(string text, bool value, bool isWarned)
    {
        var field = MetadataField.Boolean("tls", "Whether.", defaultValue: true);
        var metadata = Of(("tls", text));

        Assert.Equal(value, field.Read(metadata));
        Assert.Equal(isWarned, field.Check(metadata) is { IsWarning: true });
    }

    [Fact]
    public void Only_the_allowed_values_are_taken_whatever_their_case()
    {
        var field = MetadataField.Text("mode", "The mode.") with { AllowedValues = ["node", "cluster"] };

        Assert.Equal("Cluster", field.Read(Of(("mode", "Cluster"))));
        Assert.Contains("one of node, cluster", Assert.Throws<MetadataException>(() => field.Read(Of(("mode", "both")))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_duration_has_a_least_value()
    {
        var field = MetadataField.Duration("timeout", "The time.", TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1));

        Assert.Equal(TimeSpan.FromSeconds(5), field.Read(ComponentMetadata.Empty));
        Assert.Equal(TimeSpan.FromSeconds(90), field.Read(Of(("timeout", "90"))));
        Assert.Contains("at least 1s", Assert.Throws<MetadataException>(() => field.Read(Of(("timeout", "-1s")))).Message, StringComparison.Ordinal);
        Assert.Equal("5s", field.DefaultText);
    }

    [Fact]
    public void A_byte_size_is_a_number_or_a_quantity()
    {
        var field = MetadataField.Bytes("max", "The most.", 10);

        Assert.Equal(1024, field.Read(Of(("max", "1Ki"))));
        Assert.Contains("10Ki", Assert.Throws<MetadataException>(() => field.Read(Of(("max", "-5")))).Message, StringComparison.Ordinal);
    }

    private static ComponentMetadata Of(params (string Key, string Value)[] items) => new(items.Select(item => KeyValuePair.Create(item.Key, item.Value)));
}
