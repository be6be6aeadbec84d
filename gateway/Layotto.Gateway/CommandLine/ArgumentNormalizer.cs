using Layotto.Gateway.CommandLine.Flags;

namespace Layotto.Gateway.CommandLine;

/// <summary>
/// Understands flags as daprd does, whose grammar is pflag's with a twist: <c>-flag</c> is the same as <c>--flag</c>; a value
/// follows after <c>=</c> or as the next word, which may begin with a dash unless it is a flag; a boolean stands alone or has a
/// value after <c>=</c>.
/// </summary>
internal sealed class ArgumentNormalizer
{
    private readonly List<string> _arguments = [];
    private readonly List<Flag> _given = [];
    private readonly List<FlagProblem> _problems = [];
    private readonly List<string> _warnings = [];
    private bool _isForUnknownVerb;

    private ArgumentNormalizer()
    {
    }

    /// <summary>Puts arguments into the one form.</summary>
    /// <param name="arguments">The arguments after the program's name and the verb.</param>
    /// <param name="hasCommand">Whether the first word that is no flag begins the app's command.</param>
    public static NormalizedArguments Normalize(IReadOnlyList<string> arguments, bool hasCommand)
    {
        var normalizer = new ArgumentNormalizer();
        var end = normalizer.ReadFlags(arguments, hasCommand);
        return new NormalizedArguments(
            normalizer._arguments,
            normalizer._given,
            [.. arguments.Skip(end)],
            normalizer._problems,
            normalizer._warnings,
            normalizer._isForUnknownVerb);
    }

    private int ReadFlags(IReadOnlyList<string> arguments, bool hasCommand)
    {
        // An unknown flag may have a value after it, which then isn't a mistake of its own.
        var mayBeValue = false;
        for (var index = 0; index < arguments.Count; index++)
        {
            var argument = arguments[index];
            var isFlag = argument.Length > 1 && argument[0] == '-';
            if (!isFlag || argument == "--")
            {
                if (hasCommand && !(mayBeValue && !isFlag))
                    return argument == "--" ? index + 1 : index;
                if (index == 0 && !isFlag)
                {
                    // A misspelt verb: what follows was meant for it, and can't be judged.
                    _problems.Add(UnknownVerb(argument));
                    _isForUnknownVerb = true;
                    return arguments.Count;
                }

                if (!mayBeValue && argument != "--")
                    _problems.Add(StrayWord(arguments, index));
                mayBeValue = false;
                continue;
            }

            var (name, value) = Split(argument);
            if (SidecarFlags.Find(name) is not { } flag)
            {
                _problems.Add(UnknownFlag(argument, name));
                mayBeValue = value is null;
                continue;
            }

            mayBeValue = false;
            if (value is null && flag.IsBoolean)
                value = "true";
            else if (value is null && index + 1 < arguments.Count && !IsKnownFlag(arguments[index + 1]))
                value = arguments[++index];
            if (value is null)
                _problems.Add(new FlagProblem(flag.Option, $"has no value; give it {Article(flag)} {flag.Placeholder} after a blank or an equals sign."));
            else
                Add(flag, value);
        }

        return arguments.Count;
    }

    private void Add(Flag flag, string value)
    {
        // The parser's own flag for help takes no value; and it takes "--flag=" for a flag without one.
        if (flag == ProcessFlags.Help)
            _arguments.Add(flag.Option);
        else if (value.Length == 0)
            _arguments.AddRange([flag.Option, ""]);
        else
            _arguments.Add($"{flag.Option}={value}");
        if (_given.Contains(flag))
            return;
        _given.Add(flag);
        if (flag.Deprecation is { } deprecation)
            _warnings.Add($"Flag {flag.Option} has been deprecated, {deprecation}");
    }

    private static (string Name, string? Value) Split(string argument)
    {
        var start = argument[1] == '-' ? 2 : 1;
        var equals = argument.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? argument[start..] : argument[start..Math.Max(start, equals)];
        return (name is "h" or "?" ? ProcessFlags.Help.Name : name, equals < 0 ? null : argument[(equals + 1)..]);
    }

    private static bool IsKnownFlag(string argument)
        => argument.Length > 2 && argument[0] == '-' && SidecarFlags.Find(Split(argument).Name) is not null;

    private static string Article(Flag flag) => flag.Placeholder![0] is 'A' or 'E' or 'I' or 'O' ? "an" : "a";

    private static FlagProblem UnknownFlag(string argument, string name)
    {
        var near = FlagText.Nearest(name, SidecarFlags.All.Where(flag => flag.Deprecation is null).Select(flag => flag.Name));
        var written = argument.Split('=', 2)[0];
        return new FlagProblem(written, near is null ? "there is no such flag." : $"there is no such flag; did you mean --{near}?");
    }

    private static FlagProblem UnknownVerb(string word)
    {
        var near = FlagText.Nearest(word, CommandTree.Verbs);
        var verbs = near is null ? $"the verbs are {string.Join(", ", CommandTree.Verbs)}." : $"did you mean \"{near}\"?";
        return new FlagProblem($"\"{word}\"", $"is neither a verb nor a flag; {verbs}");
    }

    private static FlagProblem StrayWord(IReadOnlyList<string> arguments, int index)
    {
        var word = arguments[index];
        if (FlagText.TryParseBoolean(word, out _) && index > 0 && arguments[index - 1].StartsWith('-') && !arguments[index - 1].Contains('='))
            return new FlagProblem($"\"{word}\"", $"is no flag; a boolean takes its value after an equals sign: {arguments[index - 1]}={word}.");
        return new FlagProblem($"\"{word}\"", "is no flag; a flag begins with two dashes.");
    }
}
