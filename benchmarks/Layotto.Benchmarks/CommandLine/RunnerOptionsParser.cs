using System.Globalization;

namespace Layotto.Benchmarks.CommandLine;

/// <summary>Reads the command line; every mistake is collected, so one start reports all of them.</summary>
internal sealed class RunnerOptionsParser(IReadOnlyCollection<string> scenarioNames)
{
    private readonly List<string> _errors = [];
    private readonly List<string> _scenarios = [];
    private RunnerOptions _options = new();

    /// <summary>Sentences that say what is wrong; empty if <see cref="Parse"/> returned options.</summary>
    public IReadOnlyList<string> Errors => _errors;

    public RunnerOptions? Parse(IReadOnlyList<string> arguments)
    {
        for (var index = 0; index < arguments.Count; index++)
        {
            if (ApplySwitch(arguments[index]))
                continue;
            if (index + 1 == arguments.Count)
                _errors.Add($"There is no switch '{arguments[index]}', or its value is missing; --help lists all.");
            else
                Apply(arguments[index], arguments[++index]);
        }

        Require("--results", _options.Results);
        Require("--bare", _options.Bare);
        Require("--generator", _options.Generator);
        foreach (var scenario in _scenarios.Where(scenario => !scenarioNames.Contains(scenario)))
            _errors.Add($"There is no scenario '{scenario}'; there are {string.Join(", ", scenarioNames)}.");
        if (_errors.Count > 0)
            return null;
        var options = _options with { Scenarios = _scenarios };
        return options.Quick ? options.Shortened() : options;
    }

    private bool ApplySwitch(string name)
    {
        switch (name)
        {
            case "--control":
                _options = _options with { Control = true };
                return true;
            case "--force":
                _options = _options with { Force = true };
                return true;
            case "--quick":
                _options = _options with { Quick = true };
                return true;
            default:
                return false;
        }
    }

    private void Apply(string name, string value)
    {
        _options = name switch
        {
            "--results" => _options with { Results = value },
            "--bare" => _options with { Bare = Existing(name, value) },
            "--generator" => _options with { Generator = Existing(name, value) },
            "--probe" => _options with { Probe = Existing(name, value) },
            "--gateway" => _options with { Gateway = Existing(name, value) },
            "--gateway-argument" => _options with { GatewayArguments = [.. _options.GatewayArguments, value] },
            "--echo" => _options with { Echo = Existing(name, value) },
            "--component" => _options with { Component = Existing(name, value) },
            "--yarp" => _options with { Yarp = Existing(name, value) },
            "--rounds" => _options with { Rounds = Integer(name, value) },
            "--starts" => _options with { Starts = Integer(name, value) },
            "--duration" => _options with { Duration = Seconds(name, value) },
            "--warmup-window" => _options with { WarmUpWindow = Seconds(name, value) },
            "--warmup-cap" => _options with { WarmUpCap = Seconds(name, value) },
            "--idle" => _options with { Idle = Seconds(name, value) },
            "--wait-for-quiet" => _options with { QuietPatience = Seconds(name, value) },
            "--server-cores" => _options with { ServerCores = value },
            "--generator-cores" => _options with { GeneratorCores = value },
            "--commit" => _options with { Commit = value },
            "--scenario" => WithScenario(value),
            _ => WithError($"There is no argument '{name}'; --help lists all."),
        };
    }

    private RunnerOptions WithScenario(string name)
    {
        _scenarios.Add(name);
        return _options;
    }

    private RunnerOptions WithError(string sentence)
    {
        _errors.Add(sentence);
        return _options;
    }

    // Made absolute, as the contenders run in other folders.
    private string Existing(string name, string directory)
    {
        if (!Directory.Exists(directory))
            _errors.Add($"{name} '{directory}' is no folder; publish into it first.");
        return Path.GetFullPath(directory);
    }

    private void Require(string name, string? value)
    {
        if (value is null)
            _errors.Add($"The argument {name} is missing.");
    }

    private int Integer(string name, string value)
    {
        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 1000)
            return number;
        _errors.Add($"{name} '{value}' is no whole number from 1 to 1000.");
        return 1;
    }

    private TimeSpan Seconds(string name, string value)
    {
        if (double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 3600)
            return TimeSpan.FromSeconds(number);
        _errors.Add($"{name} '{value}' is no number of seconds above 0 and up to 3600.");
        return TimeSpan.FromSeconds(1);
    }
}
