namespace Layotto.Dapr.Resources.Yaml;

/// <summary>A document can't be read any further, for a reason that has a line.</summary>
internal sealed class YamlFault(int line, string message, string suggestion = "") : Exception(message)
{
    public int Line { get; } = line;

    public string Suggestion { get; } = suggestion;
}
