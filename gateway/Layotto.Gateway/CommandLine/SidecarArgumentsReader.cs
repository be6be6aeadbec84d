using System.CommandLine;
using Layotto.Gateway.CommandLine.Flags;

namespace Layotto.Gateway.CommandLine;

/// <summary>Puts the sidecar's flags on a command, and reads what was given for them.</summary>
internal sealed class SidecarArgumentsReader
{
    private readonly NormalizedArguments _normalized;
    private readonly List<(Flag Flag, Option<string[]> Option)> _options = [];

    /// <summary>Creates the reader of arguments.</summary>
    public SidecarArgumentsReader(NormalizedArguments normalized) => _normalized = normalized;

    /// <summary>
    /// Adds an option for each flag that was given, and none for the others: sixty options cost more time to make than a
    /// sidecar should need to find out that it was given five.
    /// </summary>
    public void AddOptionsTo(Command command)
    {
        foreach (var flag in _normalized.Given.Where(flag => flag != ProcessFlags.Help))
        {
            var option = new Option<string[]>(flag.Option);
            _options.Add((flag, option));
            command.Add(option);
        }
    }

    /// <summary>Reads everything, collecting mistakes.</summary>
    /// <param name="result">The parsed arguments.</param>
    /// <param name="environment">The variables that stand in for some flags.</param>
    /// <param name="defaults">Defaults that go before the flags' own.</param>
    public SidecarArguments Read(ParseResult result, GatewayEnvironment environment, IReadOnlyDictionary<string, string> defaults)
    {
        var given = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (flag, option) in _options)
        {
            if (result.GetResult(option) is { } optionResult)
                given[flag.Name] = [.. optionResult.Tokens.Select(token => token.Value)];
        }

        var values = new FlagValues(given, environment, defaults);
        var task = TaskOf(values);
        if (task is SidecarTask.PrintVersion or SidecarTask.PrintBuildInfo)
            return new SidecarArguments(new GatewayOptions { AppId = "" }, task, _normalized.Problems, []);
        if (task == SidecarTask.Wait)
        {
            var port = values.Port(PortFlags.HttpPort);
            return new SidecarArguments(new GatewayOptions { AppId = "", HttpPort = port }, task, [.. _normalized.Problems, .. values.Problems], []);
        }

        var options = SidecarFlags.Read(values);

        // A flag that was given without its value isn't missing as well.
        var incomplete = _normalized.Problems.Select(problem => problem.Subject).ToHashSet(StringComparer.Ordinal);
        var found = values.Problems.Where(problem => !incomplete.Contains(problem.Subject));
        return new SidecarArguments(options, task, [.. _normalized.Problems, .. found], _normalized.Warnings);
    }

    private static SidecarTask TaskOf(FlagValues values)
    {
        if (values.Boolean(ProcessFlags.Version))
            return SidecarTask.PrintVersion;
        if (values.Boolean(ProcessFlags.BuildInfo))
            return SidecarTask.PrintBuildInfo;
        return values.Boolean(ProcessFlags.Wait) ? SidecarTask.Wait : SidecarTask.Run;
    }
}
