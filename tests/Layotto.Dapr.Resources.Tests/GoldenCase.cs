using System.Text;

namespace Layotto.Dapr.Resources.Tests;

/// <summary>
/// A case of the folder <c>cases</c>: files, each after a line <c>=== NAME</c>, then a line <c>=====</c>, then the expected
/// output. Run with LAYOTTO_UPDATE_CASES=1 to write the present output into the cases; then read the difference.
/// </summary>
internal sealed class GoldenCase : IDisposable
{
    private const string Separator = "=====";
    private readonly string _path;
    private readonly string _input;
    private readonly string _expected;

    private GoldenCase(string path)
    {
        _path = path;
        var text = System.IO.File.ReadAllText(path);
        var at = text.IndexOf($"\n{Separator}\n", StringComparison.Ordinal);
        Assert.True(at >= 0, $"{path} has no line {Separator}");
        _input = text[..(at + 1)];
        _expected = text[(at + Separator.Length + 2)..];
        Folder = Directory.CreateTempSubdirectory("layotto-case-").FullName;
        foreach (var part in ("\n" + _input).Split("\n=== ", StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, content) = part.IndexOf('\n') is var end and >= 0 ? (part[..end].Trim(), part[(end + 1)..]) : (part.Trim(), "");
            var file = Path.Combine(Folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            System.IO.File.WriteAllText(file, content, new UTF8Encoding(false));
            Files.Add(file);
        }
    }

    public string Folder { get; }

    public List<string> Files { get; } = [];

    public static GoldenCase Open(string kind, string name) => new(Path.Combine(AppContext.BaseDirectory, "cases", kind, name + ".txt"));

    public static TheoryData<string> NamesOf(string kind)
        => [.. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "cases", kind), "*.txt").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal)];

    public void Verify(string actual)
    {
        actual = actual.Replace(Folder + "/", "", StringComparison.Ordinal).Replace(Folder, "FOLDER", StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("LAYOTTO_UPDATE_CASES") == "1")
        {
            var kind = Path.GetFileName(Path.GetDirectoryName(_path))!;
            var source = Path.Combine(AppContext.BaseDirectory, "../../../../tests/Layotto.Dapr.Resources.Tests/cases", kind, Path.GetFileName(_path));
            System.IO.File.WriteAllText(source, $"{_input}{Separator}\n{actual}");
            return;
        }

        Assert.Equal(_expected, actual);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
