using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Layotto.Dapr.Resources.Yaml;

/// <summary>
/// A YAML parser that fails with a line, whatever the text. The underlying one throws its own exception for most broken texts,
/// but any other for some.
/// </summary>
internal sealed class GuardedParser(IParser parser, int linesBefore) : IParser
{
    public ParsingEvent? Current => parser.Current;

    public bool MoveNext()
    {
        try
        {
            return parser.MoveNext();
        }
        catch (Exception exception) when (exception is not (YamlException or OutOfMemoryException))
        {
            throw new YamlFault(linesBefore + (int)(parser.Current?.End.Line ?? 1), "The document is no YAML from here on.");
        }
    }
}
