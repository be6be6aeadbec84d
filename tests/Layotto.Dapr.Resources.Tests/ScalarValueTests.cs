using Layotto.Dapr.Resources.Yaml;

namespace Layotto.Dapr.Resources.Tests;

public sealed class ScalarValueTests
{
    [Theory]
    [InlineData("", "Null", "")]
    [InlineData("~", "Null", "")]
    [InlineData("NULL", "Null", "")]
    [InlineData("nULL", "Text", "nULL")]
    [InlineData("yes", "Boolean", "true")]
    [InlineData("Off", "Boolean", "false")]
    [InlineData("n", "Boolean", "false")]
    [InlineData("tRUE", "Text", "tRUE")]
    [InlineData("t", "Text", "t")]
    [InlineData("0", "Integer", "0")]
    [InlineData("-0", "Integer", "0")]
    [InlineData("+12", "Integer", "12")]
    [InlineData("010", "Integer", "8")]
    [InlineData("08", "Float", "8")]
    [InlineData("0o17", "Integer", "15")]
    [InlineData("0b101", "Integer", "5")]
    [InlineData("-0x1F", "Integer", "-31")]
    [InlineData("0x", "Text", "0x")]
    [InlineData("1_000_000", "Integer", "1000000")]
    [InlineData("9223372036854775808", "Integer", "9223372036854775808")]
    [InlineData("1.0", "Float", "1")]
    [InlineData("1.50", "Float", "1.5")]
    [InlineData(".5", "Float", "0.5")]
    [InlineData("1.", "Float", "1")]
    [InlineData("-1e3", "Float", "-1000")]
    [InlineData("1e21", "Float", "1e+21")]
    [InlineData("1e20", "Float", "100000000000000000000")]
    [InlineData("1e23", "Float", "1e+23")]
    [InlineData("0.000001", "Float", "0.000001")]
    [InlineData("0.0000001", "Float", "1e-7")]
    [InlineData("0.0", "Float", "0")]
    [InlineData("1e400", "Text", "1e400")]
    [InlineData("1.2.3", "Text", "1.2.3")]
    [InlineData("12ab", "Text", "12ab")]
    [InlineData("-", "Text", "-")]
    [InlineData(".", "Text", ".")]
    [InlineData(".inf", "Text", ".inf")]
    [InlineData("1:30", "Text", "1:30")]
    [InlineData("2001-12-14", "Text", "2001-12-14")]
    public void Plain_scalars_become_what_Dapr_makes_of_them(string text, string kind, string json)
    {
        var value = ScalarValue.OfPlain(text);

        Assert.Equal(kind, value.Kind.ToString());
        Assert.Equal(json, value.JsonText);
    }

    [Theory]
    [InlineData("1000000.0", "1e+06")]
    [InlineData("123456.0", "123456")]
    [InlineData("0.0001", "0.0001")]
    [InlineData("0.00001", "1e-05")]
    [InlineData("1234567.5", "1.2345675e+06")]
    public void Floats_in_text_fields_are_in_Gos_shortest_form(string text, string expected)
        => Assert.Equal(expected, ScalarValue.OfPlain(text).FieldText);

    [Fact]
    public void A_long_run_of_digits_is_a_text()
        => Assert.Equal(ScalarKind.Text, ScalarValue.OfPlain(new string('9', 100_000)).Kind);
}
