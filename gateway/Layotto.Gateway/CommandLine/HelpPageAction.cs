using System.CommandLine;
using System.CommandLine.Invocation;
using Layotto.Gateway.Rendering;

namespace Layotto.Gateway.CommandLine;

/// <summary>Writes a page of help in the place of the parser's own.</summary>
internal sealed class HelpPageAction(Func<HelpPage> page, Terminal terminal) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        HelpRenderer.Write(page(), terminal);
        return ExitCode.Success;
    }
}
