using System.Globalization;
using Layotto.Components.Metadata;
using Layotto.Components.Specification;
using Layotto.Dapr.Resources.Yaml;

namespace Layotto.Dapr.Resources.Manifests;

/// <summary>
/// Reads the fields of a mapping. Each field that is asked for counts as known; what is left over at the end is reported as
/// unknown. A field of the wrong sort is reported, and read as if it weren't there.
/// </summary>
internal sealed class FieldReader(YamlMapping mapping, string path, string kind, YamlDialect dialect, ProblemList problems)
{
    private readonly List<string> _known = [];
    private readonly HashSet<YamlEntry> _read = [];

    /// <summary>The fields there are, known or not.</summary>
    public IEnumerable<string> Keys => mapping.Entries.Select(entry => entry.Key);

    /// <summary>Where the mapping begins.</summary>
    public SourceLocation Source => mapping.Source;

    public string PathOf(string name) => path.Length == 0 ? name : $"{path}.{name}";

    public void Error(string name, string message, string suggestion = "")
        => problems.Error(SourceOf(name), kind, PathOf(name), message, suggestion);

    public void Warning(string name, string message, string suggestion = "")
        => problems.Warning(SourceOf(name), kind, PathOf(name), message, suggestion);

    public void ErrorAt(SourceLocation source, string name, string message, string suggestion = "")
        => problems.Error(source, kind, PathOf(name), message, suggestion);

    public void WarningAt(SourceLocation source, string name, string message, string suggestion = "")
        => problems.Warning(source, kind, PathOf(name), message, suggestion);

    /// <summary>Where a field stands; where it is missing, the mapping.</summary>
    public SourceLocation SourceOf(string name) => Find(name) is { } entry ? entry.Value.Origin.At(entry.Line) : mapping.Source;

    /// <summary>Whether a field is there and not empty.</summary>
    public bool Has(string name) => Node(name) is not null;

    /// <summary>A field's value; null where there is none, or an empty one.</summary>
    public YamlNode? Node(string name)
    {
        if (!_known.Contains(name))
            _known.Add(name);
        if (Find(name) is not { } entry)
            return null;
        _read.Add(entry);
        return entry.Value is YamlScalar { IsNull: true } ? null : entry.Value;
    }

    /// <summary>A text; numbers and booleans count as their text.</summary>
    public string Text(string name, string otherwise = "") => Node(name) switch
    {
        null => otherwise,
        YamlScalar scalar => TextOf(scalar),
        var node => Wrong(name, node, "a text", otherwise),
    };

    /// <summary>A text that must be there.</summary>
    public string RequiredText(string name, string example)
    {
        var text = Text(name);
        if (text.Length == 0 && Node(name) is null or YamlScalar)
            Error(name, $"The field \"{name}\" is missing.", $"Give it, such as {name}: {example}");
        return text;
    }

    public bool? Boolean(string name) => Node(name) switch
    {
        null => null,
        YamlScalar { Value.Kind: ScalarKind.Boolean } scalar => scalar.Value.JsonText == "true",
        var node => Wrong<bool?>(name, node, "true or false, without quotes", null),
    };

    public int? Integer(string name, int minimum = int.MinValue, int maximum = int.MaxValue)
        => Node(name) is { } node ? IntegerOf(name, node, minimum, maximum) : null;

    /// <summary>A Go duration; with <paramref name="integerUnit"/>, also a whole number of those.</summary>
    public TimeSpan? Duration(string name, TimeSpan? integerUnit = null)
    {
        switch (Node(name))
        {
            case null:
                return null;
            case YamlScalar scalar when ReadDuration(TextOf(scalar), integerUnit) is { } duration:
                return duration;
            case var node:
                return Wrong<TimeSpan?>(name, node, integerUnit is null ? "a duration such as 30s or 1m30s" : "a duration such as 30s or 500ms", null);
        }
    }

    /// <summary>The fields of a mapping within this one; null where there is none.</summary>
    public FieldReader? Object(string name) => Node(name) switch
    {
        null => null,
        YamlMapping inner => Inner(inner, PathOf(name)),
        var node => Wrong<FieldReader?>(name, node, "a mapping", null),
    };

    /// <summary>What a mapping within this one says, with its unknown fields reported; the default where there is none.</summary>
    public T? Section<T>(string name, Func<FieldReader, T> read)
    {
        if (Object(name) is not { } inner)
            return default;
        var value = read(inner);
        inner.ReportUnknown();
        return value;
    }

    /// <summary>The entries of a list that are mappings.</summary>
    public IReadOnlyList<T> Objects<T>(string name, Func<FieldReader, T> read)
        where T : class
        => ItemsOf(name, "a list of mappings", (item, itemPath) =>
        {
            if (item is not YamlMapping inner)
                return WrongItem<T>(item, itemPath, "a mapping");
            var reader = Inner(inner, itemPath);
            var value = read(reader);
            reader.ReportUnknown();
            return value;
        });

    /// <summary>The entries of a list that are texts.</summary>
    public IReadOnlyList<string> Texts(string name)
        => ItemsOf(name, "a list of texts", (item, itemPath) => item is YamlScalar { IsNull: false } scalar ? TextOf(scalar) : WrongItem<string>(item, itemPath, "a text"));

    /// <summary>The entries of a list that are whole numbers; null where the field isn't there.</summary>
    public IReadOnlyList<int>? Integers(string name)
    {
        if (!Has(name))
            return null;
        var texts = ItemsOf(name, "a list of whole numbers", (item, itemPath) => IntegerOf(itemPath, item, int.MinValue, int.MaxValue, isItem: true) is { } number ? new StrongInteger(number) : null);
        return [.. texts.Select(number => number.Value)];
    }

    /// <summary>A mapping of names to texts.</summary>
    public IReadOnlyDictionary<string, string> TextMap(string name)
        => MapOf(name, (entry, entryPath) => entry.Value is YamlScalar scalar ? TextOf(scalar) : WrongItem<string>(entry.Value, entryPath, "a text"));

    /// <summary>A mapping of names to any values; lists and mappings become JSON.</summary>
    public IReadOnlyDictionary<string, string> ValueMap(string name)
        => MapOf(name, (entry, _) => entry.Value is YamlScalar scalar ? TextOf(scalar) : JsonText.Write(entry.Value));

    /// <summary>A mapping of names to mappings.</summary>
    public IReadOnlyDictionary<string, T> ObjectMap<T>(string name, Func<FieldReader, T> read)
        where T : class
        => MapOf(name, (entry, entryPath) =>
        {
            // An empty entry is an object with nothing given.
            var inner = entry.Value switch
            {
                YamlMapping given => given,
                YamlScalar { IsNull: true } => new YamlMapping(entry.Value.Origin, entry.Line, []),
                _ => null,
            };
            if (inner is null)
                return WrongItem<T>(entry.Value, entryPath, "a mapping");
            var reader = Inner(inner, entryPath);
            var value = read(reader);
            reader.ReportUnknown();
            return value;
        });

    /// <summary>Reports every field that nobody asked for.</summary>
    public void ReportUnknown()
    {
        foreach (var entry in mapping.Entries)
        {
            if (_read.Contains(entry))
                continue;
            var near = _known.MinBy(name => EditDistance.Between(entry.Key, name));
            var isNear = near is not null && EditDistance.Between(entry.Key, near) <= Math.Max(1, near.Length / 3);
            problems.Warning(
                entry.Value.Origin.At(entry.Line), kind, PathOf(entry.Key),
                $"The field \"{entry.Key}\" is unknown and has no effect.",
                isNear ? $"Did you mean \"{near}\"?" : "");
        }
    }

    public string TextOf(YamlScalar scalar) => dialect == YamlDialect.Json ? scalar.Value.FieldText : scalar.IsNull ? "" : scalar.Text;

    internal static TimeSpan? ReadDuration(string text, TimeSpan? integerUnit)
    {
        if (integerUnit is { } unit && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count))
            return Math.Abs((decimal)count) * unit.Ticks <= TimeSpan.MaxValue.Ticks ? TimeSpan.FromTicks(count * unit.Ticks) : null;
        return GoDuration.TryParse(text, out var duration) ? duration : null;
    }

    private YamlEntry? Find(string name)
    {
        if (mapping.Find(name) is { } exact || dialect == YamlDialect.Literal)
            return mapping.Find(name);
        return mapping.Entries.FirstOrDefault(entry => entry.Key.Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    private FieldReader Inner(YamlMapping inner, string innerPath) => new(inner, innerPath, kind, dialect, problems);

    private IReadOnlyList<T> ItemsOf<T>(string name, string expected, Func<YamlNode, string, T?> read)
        where T : class
    {
        if (Node(name) is not { } node)
            return [];
        if (node is not YamlSequence list)
            return Wrong<IReadOnlyList<T>>(name, node, expected, []);
        var values = new List<T>();
        for (var index = 0; index < list.Items.Count; index++)
        {
            if (read(list.Items[index], $"{PathOf(name)}[{index}]") is { } value)
                values.Add(value);
        }

        return values;
    }

    private Dictionary<string, T> MapOf<T>(string name, Func<YamlEntry, string, T?> read)
        where T : class
    {
        var values = new Dictionary<string, T>(StringComparer.Ordinal);
        var node = Node(name);
        if (node is YamlMapping inner)
        {
            foreach (var entry in inner.Entries)
            {
                if (read(entry, $"{PathOf(name)}.{entry.Key}") is { } value)
                    values[entry.Key] = value;
            }
        }
        else if (node is not null)
        {
            Wrong<object?>(name, node, "a mapping", null);
        }

        return values;
    }

    // A float without a fraction is a whole number too: both of Dapr's readers take it for one.
    private int? IntegerOf(string name, YamlNode node, int minimum, int maximum, bool isItem = false)
    {
        if (node is YamlScalar { Value.Kind: ScalarKind.Integer or ScalarKind.Float } scalar
            && decimal.TryParse(scalar.Value.JsonText, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && decimal.IsInteger(number) && number >= minimum && number <= maximum)
        {
            return (int)number;
        }

        var expected = (minimum, maximum) switch
        {
            (int.MinValue, int.MaxValue) => "a whole number",
            (_, int.MaxValue) => $"a whole number of at least {minimum}",
            _ => $"a whole number from {minimum} to {maximum}",
        };
        if (isItem)
            WrongItem<object>(node, name, expected);
        else
            Wrong<object?>(name, node, expected, null);
        return null;
    }

    private T Wrong<T>(string name, YamlNode node, string expected, T otherwise)
    {
        problems.Error(SourceOf(name), kind, PathOf(name), Mismatch(name, node, expected), $"It must be {expected}.");
        return otherwise;
    }

    private T? WrongItem<T>(YamlNode node, string itemPath, string expected)
        where T : class
    {
        problems.Error(node.Source, kind, itemPath, Mismatch(itemPath, node, expected), $"It must be {expected}.");
        return null;
    }

    // What stands where a mapping should may be anything, a password even, so it isn't repeated.
    private static string Mismatch(string name, YamlNode node, string expected)
        => node is YamlScalar { Value.Kind: not ScalarKind.Null, Text.Length: > 0 and <= 60 } scalar && !expected.Contains("mapping", StringComparison.Ordinal)
            ? $"The field \"{name}\" is \"{scalar.Text}\"."
            : $"The field \"{name}\" is {node.Title}.";

    private sealed record StrongInteger(int Value);
}
