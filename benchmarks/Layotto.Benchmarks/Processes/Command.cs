namespace Layotto.Benchmarks.Processes;

/// <summary>A program to start.</summary>
/// <param name="File">Path or name of the executable.</param>
/// <param name="Arguments">Its arguments, unquoted.</param>
/// <param name="Environment">Variables on top of the runner's own.</param>
internal sealed record Command(
    string File, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string>? Environment = null)
{
    public Command WithEnvironment(IReadOnlyDictionary<string, string> added)
    {
        var merged = new Dictionary<string, string>(Environment ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        foreach (var (name, value) in added)
            merged[name] = value;
        return this with { Environment = merged };
    }

    public override string ToString() => string.Join(' ', [File, .. Arguments]);
}
