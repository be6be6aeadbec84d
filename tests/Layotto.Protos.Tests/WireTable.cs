using System.Text.RegularExpressions;

namespace Layotto.Protos.Tests;

/// <summary>A file of wire facts: for each proto file, its package and the lines of each service, message and enum.</summary>
internal sealed partial class WireTable
{
    private WireTable(string path, string package)
    {
        Path = path;
        Package = package;
    }

    /// <summary>The proto file's import path.</summary>
    public string Path { get; }

    public string Package { get; }

    /// <summary>By heading (<c>message dapr.proto.common.v1.Etag</c>) the lines under it, normalised.</summary>
    public SortedDictionary<string, SortedSet<string>> Items { get; } = new(StringComparer.Ordinal);

    public static IEnumerable<WireTable> ReadAll()
        => Directory.GetFiles(System.IO.Path.Combine(AppContext.BaseDirectory, "wire"), "*.txt").SelectMany(Read);

    private static List<WireTable> Read(string file)
    {
        var tables = new List<WireTable>();
        SortedSet<string>? lines = null;
        foreach (var line in File.ReadLines(file).Where(line => line.Trim().Length > 0))
        {
            if (FileLine().Match(line) is { Success: true } match)
            {
                var package = match.Groups["package"].Value;
                tables.Add(new WireTable(match.Groups["path"].Value, package == "(none)" ? "" : package));
            }
            else if (!line.StartsWith(' '))
            {
                var words = line.Split(' ', 2);
                lines = tables[^1].Items[$"{words[0]} {words[1].Trim().TrimStart('.')}"] = new SortedSet<string>(StringComparer.Ordinal);
            }
            else
            {
                lines!.Add(Normal(line));
            }
        }

        return tables;
    }

    // Names of the empty package are written with and without a leading dot; a map may be shown as its entry type.
    private static string Normal(string line)
        => MapEntry().Replace(Spaces().Replace(line.Trim(), " ").Replace(" .", " ", StringComparison.Ordinal).Replace("(.", "(", StringComparison.Ordinal), "map<string,string>");

    [GeneratedRegex(@"^# file (?<path>\S+)\s+package (?<package>\S+)$")]
    private static partial Regex FileLine();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"repeated \S+\.TagsEntry")]
    private static partial Regex MapEntry();
}
