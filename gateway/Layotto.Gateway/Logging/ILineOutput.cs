namespace Layotto.Gateway.Logging;

/// <summary>Somewhere to write lines to. Lines of several threads never mix.</summary>
internal interface ILineOutput
{
    /// <summary>Writes a line at once.</summary>
    /// <param name="line">The line in UTF-8, without the newline at its end.</param>
    /// <exception cref="IOException">It couldn't be written.</exception>
    void WriteLine(ReadOnlySpan<byte> line);
}
