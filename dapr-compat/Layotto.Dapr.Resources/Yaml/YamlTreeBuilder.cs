using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Layotto.Dapr.Resources.Yaml;

/// <summary>
/// Turns the events of a YAML parser into trees, within bounds: nesting is limited, tags are refused but for those of YAML's
/// own scalars, and what aliases add is counted as if each were written out.
/// </summary>
internal sealed class YamlTreeBuilder(IParser parser, string file, int linesBefore, ProblemList problems)
{
    private const string CoreTag = "tag:yaml.org,2002:";
    private readonly Dictionary<string, YamlNode?> _anchors = new(StringComparer.Ordinal);
    private YamlOrigin _origin = new(file, 0);
    private long _aliasWeight;

    /// <summary>Whether the document read last has problems that didn't keep it from being read.</summary>
    public bool HasProblems { get; private set; }

    /// <summary>Reads the next document.</summary>
    /// <param name="number">Which document of the file it is, from 1.</param>
    /// <param name="root">Its root; null for an empty document.</param>
    /// <returns>False when there is none left.</returns>
    /// <exception cref="YamlFault">The document breaks a rule or a bound.</exception>
    /// <exception cref="YamlException">The text is no YAML.</exception>
    public bool TryReadDocument(int number, out YamlNode? root)
    {
        root = null;
        parser.TryConsume<StreamStart>(out _);
        if (parser.TryConsume<StreamEnd>(out _) || !parser.TryConsume<DocumentStart>(out _))
            return false;
        _origin = new YamlOrigin(file, number);
        _anchors.Clear();
        _aliasWeight = 0;
        HasProblems = false;
        var node = ReadNode(0);
        parser.TryConsume<DocumentEnd>(out _);
        root = node is YamlScalar { IsNull: true } ? null : node;
        return true;
    }

    private YamlNode ReadNode(int depth)
    {
        if (parser.TryConsume<AnchorAlias>(out var alias))
            return Resolve(alias);
        if (parser.TryConsume<Scalar>(out var scalar))
            return Anchored(scalar, ReadScalar(scalar));
        if (parser.TryConsume<SequenceStart>(out var sequence))
            return Anchored(sequence, ReadSequence(sequence, depth));
        if (parser.TryConsume<MappingStart>(out var mapping))
            return Anchored(mapping, ReadMapping(mapping, depth));
        throw new YamlFault(LineOf(parser.Current), "The document ends where a value was expected.");
    }

    private YamlScalar ReadScalar(Scalar scalar)
    {
        var line = LineOf(scalar);
        var isPlain = scalar.Style == ScalarStyle.Plain;
        if (scalar.Tag.IsEmpty || scalar.Tag.IsNonSpecific)
            return new YamlScalar(_origin, line, scalar.Value, isPlain && !scalar.Tag.IsNonSpecific);

        var plain = ScalarValue.OfPlain(scalar.Value).Kind;
        var wanted = scalar.Tag.Value.StartsWith(CoreTag, StringComparison.Ordinal) ? scalar.Tag.Value[CoreTag.Length..] : "";
        return wanted switch
        {
            "str" => new YamlScalar(_origin, line, scalar.Value, isPlain: false),
            "int" when plain == ScalarKind.Integer => new YamlScalar(_origin, line, scalar.Value, isPlain: true),
            "float" when plain is ScalarKind.Float or ScalarKind.Integer => new YamlScalar(_origin, line, scalar.Value, isPlain: true),
            "bool" when plain == ScalarKind.Boolean => new YamlScalar(_origin, line, scalar.Value, isPlain: true),
            "null" when plain == ScalarKind.Null => new YamlScalar(_origin, line, scalar.Value, isPlain: true),
            "int" or "float" or "bool" or "null" => throw new YamlFault(line, $"The value isn't of its tag !!{wanted}.", "Correct the value, or remove the tag."),
            _ => throw UnknownTag(scalar, line),
        };
    }

    private YamlSequence ReadSequence(SequenceStart start, int depth)
    {
        var line = LineOf(start);
        CheckCollection(start, "seq", line, depth);
        var items = new List<YamlNode>();
        while (!parser.TryConsume<SequenceEnd>(out _))
            items.Add(ReadNode(depth + 1));
        return new YamlSequence(_origin, line, items);
    }

    private YamlMapping ReadMapping(MappingStart start, int depth)
    {
        var line = LineOf(start);
        CheckCollection(start, "map", line, depth);
        var entries = new List<YamlEntry>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var merged = new List<YamlMapping>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (ReadNode(depth + 1) is not YamlScalar key)
                throw new YamlFault(LineOf(parser.Current), "A key is a list or a mapping.", "A key must be a text.");
            var value = ReadNode(depth + 1);
            if (key is { IsPlain: true, Text: "<<" })
                merged.AddRange(MappingsToMerge(value));
            else if (keys.Add(key.Text))
                entries.Add(new YamlEntry(key.Text, key.Line, value));
            else
                ReportDuplicate(key);
        }

        foreach (var entry in merged.SelectMany(mapping => mapping.Entries).Where(entry => keys.Add(entry.Key)))
            entries.Add(entry);
        return new YamlMapping(_origin, line, entries);
    }

    private void ReportDuplicate(YamlScalar key)
    {
        HasProblems = true;
        problems.Error(key.Source, "", key.Text, $"The key \"{key.Text}\" is given twice in one mapping.", "Keep one of the two.");
    }

    private static IEnumerable<YamlMapping> MappingsToMerge(YamlNode value) => value switch
    {
        YamlMapping mapping => [mapping],
        YamlSequence list when list.Items.All(item => item is YamlMapping) => list.Items.Cast<YamlMapping>(),
        _ => throw new YamlFault(value.Line, "The merge key << stands before something that isn't a mapping.", "It takes an alias of a mapping, or a list of those."),
    };

    private YamlNode Resolve(AnchorAlias alias)
    {
        var line = LineOf(alias);
        if (!_anchors.TryGetValue(alias.Value.Value, out var node))
            throw new YamlFault(line, $"The alias *{alias.Value.Value} has no anchor before it.", $"Define &{alias.Value.Value} first.");
        if (node is null)
            throw new YamlFault(line, $"The alias *{alias.Value.Value} stands within what it means, so it would never end.");
        _aliasWeight += node.Weight;
        if (_aliasWeight > YamlLimits.AliasExpansion)
        {
            throw new YamlFault(
                line,
                $"The aliases of this document come to more than {YamlLimits.AliasExpansion / 1024} KiB when written out; *{alias.Value.Value} is the one too many.",
                "Use fewer aliases.");
        }

        return node;
    }

    private YamlNode Anchored(NodeEvent source, YamlNode node)
    {
        if (!source.Anchor.IsEmpty)
            _anchors[source.Anchor.Value] = node;
        return node;
    }

    private void CheckCollection(NodeEvent start, string tag, int line, int depth)
    {
        if (depth >= YamlLimits.Depth)
            throw new YamlFault(line, $"Lists and mappings nest deeper than {YamlLimits.Depth} levels here.");
        if (!start.Tag.IsEmpty && !start.Tag.IsNonSpecific && start.Tag.Value != CoreTag + tag)
            throw UnknownTag(start, line);
        if (!start.Anchor.IsEmpty)
            _anchors[start.Anchor.Value] = null;
    }

    private static YamlFault UnknownTag(NodeEvent node, int line)
        => new(line, $"The tag {node.Tag.Value} is none that a resource file may use.", "Remove it.");

    private int LineOf(ParsingEvent? happening) => linesBefore + (int)(happening?.Start.Line ?? 1);
}
