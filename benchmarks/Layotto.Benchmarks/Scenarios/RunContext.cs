using Layotto.Benchmarks.CommandLine;
using Layotto.Benchmarks.Tools;

namespace Layotto.Benchmarks.Scenarios;

/// <summary>What every scenario of a run shares.</summary>
internal sealed class RunContext(RunnerOptions options, string workDirectory, TextWriter log)
{
    public RunnerOptions Options { get; } = options;

    /// <summary>Folder of the bare Kestrel program, the baseline everywhere.</summary>
    public string Bare { get; } = options.Bare ?? throw new ArgumentException("The bare program has no folder.", nameof(options));

    public OwnGenerator Generator { get; } =
        new(options.Generator ?? throw new ArgumentException("The generator has no folder.", nameof(options)));

    public TextWriter Log { get; } = log;

    /// <summary>A folder of its own for each scenario, removed after the run.</summary>
    public string WorkDirectoryOf(string scenario)
    {
        var directory = Path.Combine(workDirectory, scenario);
        Directory.CreateDirectory(directory);
        return directory;
    }
}
