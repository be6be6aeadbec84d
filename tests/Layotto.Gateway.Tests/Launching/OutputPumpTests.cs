using System.Text;
using Layotto.Gateway.Launching;
using Layotto.Gateway.Logging;
using Layotto.Gateway.Tests.Support;

namespace Layotto.Gateway.Tests.Launching;

public class OutputPumpTests
{
    [Theory]
    [InlineData("one\ntwo\n", "one|two")]
    [InlineData("one\r\n\ntwo", "one||two")]
    [InlineData("", "")]
    [InlineData("\n", "")]
    public async Task Lines_come_one_by_one(string written, string expected)
        => Assert.Equal(expected, string.Join('|', await PumpAsync(Encoding.UTF8.GetBytes(written))));

    [Fact]
    public async Task A_line_that_is_far_too_long_is_cut()
    {
        var lines = await PumpAsync(Encoding.UTF8.GetBytes(new string('x', (2 * OutputPump.LongestLine) + 5) + "\nnext\n"));
        Assert.Equal([OutputPump.LongestLine, OutputPump.LongestLine, 5, 4], lines.Select(line => line.Length));
    }

    [Fact]
    public async Task Everything_is_read_even_when_nothing_can_be_written()
    {
        using var source = new MemoryStream(Encoding.UTF8.GetBytes("one\ntwo\nthree"));
        await OutputPump.RunAsync(source, new BrokenOutput()).Within();
        Assert.Equal(source.Length, source.Position);
    }

    private static async Task<List<string>> PumpAsync(byte[] written)
    {
        var output = new ListOutput();
        await OutputPump.RunAsync(new MemoryStream(written), output).Within();
        return output.Lines;
    }

    private sealed class ListOutput : ILineOutput
    {
        public List<string> Lines { get; } = [];

        public void WriteLine(ReadOnlySpan<byte> line) => Lines.Add(Encoding.UTF8.GetString(line));
    }

    private sealed class BrokenOutput : ILineOutput
    {
        public void WriteLine(ReadOnlySpan<byte> line) => throw new IOException("Broken pipe");
    }
}
