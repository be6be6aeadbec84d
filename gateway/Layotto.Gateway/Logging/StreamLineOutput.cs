using System.Text;
using Layotto.Gateway.Rendering;

namespace Layotto.Gateway.Logging;

/// <summary>Lines on a stream, with a prefix that tells whose they are, and perhaps in a colour.</summary>
internal sealed class StreamLineOutput : ILineOutput
{
    private readonly SharedStream _stream;
    private readonly byte[] _before;
    private readonly byte[] _after;

    /// <summary>Creates the output.</summary>
    /// <param name="stream">Where the lines go.</param>
    /// <param name="prefix">What each line begins with.</param>
    /// <param name="color">The colour of the prefix; null for none.</param>
    public StreamLineOutput(SharedStream stream, string prefix = "", TextColor? color = null)
    {
        _stream = stream;
        _before = Encoding.UTF8.GetBytes(color is { } painted ? $"\e[{(int)painted}m{prefix}\e[0m" : prefix);

        // Whatever colour an app has left behind in its line ends with the line.
        _after = color is null ? [] : Encoding.UTF8.GetBytes("\e[0m");
    }

    /// <inheritdoc/>
    public void WriteLine(ReadOnlySpan<byte> line) => _stream.WriteLine(_before, line, _after);
}
