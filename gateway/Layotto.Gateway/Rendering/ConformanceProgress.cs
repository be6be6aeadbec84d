using System.Globalization;
using Layotto.Conformance.Sockets;

namespace Layotto.Gateway.Rendering;

/// <summary>Shows how far a test of a component has come: on standard error, so that the report stands alone.</summary>
internal sealed class ConformanceProgress(Terminal terminal)
{
    private const string StartOfLine = "\r\e[K";
    private int _done;

    /// <summary>Tells of a case that has ended.</summary>
    public void Tell(SocketConformanceEntry entry, int all)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{++_done}/{all} {ConformanceRenderer.Word(entry.Result.Outcome)}: {entry.Result.Case}");
        if (!terminal.IsInteractive)
            terminal.Error.WriteLine(line);
        else if (terminal.HasColor)
            terminal.Error.Write(StartOfLine + line[..Math.Min(line.Length, terminal.Width)]);
    }

    /// <summary>Leaves the line to others.</summary>
    public void Clear()
    {
        if (terminal is { IsInteractive: true, HasColor: true })
            terminal.Error.Write(StartOfLine);
    }
}
