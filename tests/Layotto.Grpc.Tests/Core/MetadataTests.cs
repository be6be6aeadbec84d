using Grpc.Core;

namespace Layotto.Grpc.Tests.Core;

public sealed class MetadataTests
{
    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a:b")]
    [InlineData(":path")]
    [InlineData("ä")]
    [InlineData("a\r\nb")]
    public void Key_with_other_characters_is_refused(string key) =>
        Assert.Throws<ArgumentException>(() => new Metadata.Entry(key, "value"));

    [Fact]
    public void Key_is_folded_to_lower_case()
    {
        var metadata = new Metadata { { "X-Request-Id_1.a", "v" } };

        Assert.Equal("x-request-id_1.a", metadata[0].Key);
        Assert.Equal("v", metadata.GetValue("X-REQUEST-ID_1.A"));
    }

    [Fact]
    public void Ending_of_the_key_and_kind_of_the_value_must_agree()
    {
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("a-bin", "text"));
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("a", [1]));
    }

    [Fact]
    public void Last_entry_of_a_key_wins()
    {
        var metadata = new Metadata { { "a", "1" }, { "b", "x" }, { "a", "2" } };

        Assert.Equal("2", metadata.GetValue("a"));
        Assert.Equal(["1", "2"], metadata.GetAll("a").Select(entry => entry.Value));
        Assert.Null(metadata.Get("c"));
    }

    [Fact]
    public void Bytes_are_copied_in_and_out()
    {
        byte[] bytes = [1, 2];
        var entry = new Metadata.Entry("a-bin", bytes);
        bytes[0] = 9;
        entry.ValueBytes[1] = 9;

        Assert.Equal([1, 2], entry.ValueBytes);
        Assert.Throws<InvalidOperationException>(() => entry.Value);
    }

    [Fact]
    public void Empty_metadata_cannot_be_changed() =>
        Assert.Throws<InvalidOperationException>(() => Metadata.Empty.Add("a", "b"));
}
