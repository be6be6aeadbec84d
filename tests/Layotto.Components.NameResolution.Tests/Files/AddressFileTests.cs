using System.Text;
using Layotto.Components.NameResolution.Files;

namespace Layotto.Components.NameResolution.Tests.Files;

public sealed class AddressFileTests
{
    [Theory]
    [InlineData("orders: 10.0.0.5:50002")]
    [InlineData("# where they are\n---\norders: 10.0.0.5:50002   # the first\n\n")]
    [InlineData("orders:\r\n  - 10.0.0.5:50002\r\n")]
    [InlineData("orders:\n- '10.0.0.5:50002'\n")]
    [InlineData("\"orders\": [10.0.0.5:50002]")]
    [InlineData("{\"orders\": \"10.0.0.5:50002\"}")]
    [InlineData("\uFEFF  {\"orders\": [\"10.0.0.5:50002\",], /* more */ }")]
    public void One_address_in_all_its_spellings(string text)
    {
        var apps = Parse(text);

        Assert.Equal(["10.0.0.5:50002"], Assert.Single(apps).Value);
        Assert.Equal("orders", apps.Keys.Single());
    }

    [Theory]
    [InlineData("orders: a:1, b, [fd00::1]:3")]
    [InlineData("orders: [a:1, b, \"[fd00::1]:3\"]")]
    [InlineData("orders:\n  - a:1\n  - b\n\n  # the third\n  - \"[fd00::1]:3\"\n")]
    [InlineData("{\"orders\": [\"a:1\", \"b\", \"[fd00::1]:3\"]}")]
    public void Several_addresses_in_all_their_spellings(string text)
        => Assert.Equal(["a:1", "b", "[fd00::1]:3"], Parse(text)["orders"]);

    [Fact]
    public void One_IPv6_address_isn_t_a_list() => Assert.Equal(["[fd00::1]:3"], Parse("orders: [fd00::1]:3")["orders"]);

    [Fact]
    public void Apps_come_one_after_the_other()
    {
        var apps = Parse("a: h:1\nb:\n  - h:2\n  - h:3\nc.ns: h:4\n");

        Assert.Equal(["a", "b", "c.ns"], apps.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["h:2", "h:3"], apps["b"]);
    }

    [Theory]
    [InlineData("orders", "line 1")]
    [InlineData("a: h:1\n: h:2", "line 2")]
    [InlineData("orders b: h:1", "\"orders b\"")]
    [InlineData("orders:50002", "line 1")]
    [InlineData("a: h:1\n  - h:2", "line 2")]
    [InlineData("a:\n  h:2", "line 2")]
    [InlineData("a:\nb: h:1", "line 1")]
    [InlineData("a: h:1\na: h:2", "second time")]
    [InlineData("a: h:99999", "h:99999")]
    [InlineData("a: http://h:1", "http://h:1")]
    [InlineData("a: []", "addresses")]
    [InlineData("{\"a\": 5}", "\"a\"")]
    [InlineData("{\"a\": {\"b\": \"c\"}}", "\"a\"")]
    [InlineData("{\n\"a\": \"h:1\"", "line 2")]
    [InlineData("{\"a\": \"h:1\", \"a\": \"h:2\"}", "second time")]
    public void Wrong_file_is_told_with_its_place(string text, string part)
        => Assert.Contains(part, Assert.Throws<FormatException>(() => Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Bytes_that_are_no_text_are_told()
        => Assert.Contains("UTF-8", Assert.Throws<FormatException>(() => AddressFile.Parse([0x61, 0xFF, 0xFE])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(5)]
    [InlineData(99)]
    public void Random_text_is_read_or_told(int seed)
    {
        var random = new Random(seed);
        const string alphabet = "ab:.,-#[]{}\"' \n\t1\\\uFEFF";
        var read = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(40)).Select(_ => alphabet[random.Next(alphabet.Length)])]);
            try
            {
                Parse(text);
                read++;
            }
            catch (FormatException exception)
            {
                Assert.NotEmpty(exception.Message);
            }
        }

        Assert.True(read > 0, $"seed {seed}");
    }

    private static Dictionary<string, string[]> Parse(string text) => AddressFile.Parse(Encoding.UTF8.GetBytes(text));
}
