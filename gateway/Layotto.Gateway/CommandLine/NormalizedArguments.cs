using Layotto.Gateway.CommandLine.Flags;

namespace Layotto.Gateway.CommandLine;

/// <summary>Arguments in the one form that the parser is given: flags with two dashes and a value, then the app's command.</summary>
/// <param name="Arguments">The arguments up to the app's command.</param>
/// <param name="Given">The flags among them, each once.</param>
/// <param name="Command">The app's command and its arguments, untouched.</param>
/// <param name="Problems">What couldn't be understood.</param>
/// <param name="Warnings">Sentences about what is deprecated.</param>
/// <param name="IsForUnknownVerb">Whether they begin with a word that is no verb, so that nothing else about them is known.</param>
internal sealed record NormalizedArguments(
    IReadOnlyList<string> Arguments,
    IReadOnlyList<Flag> Given,
    IReadOnlyList<string> Command,
    IReadOnlyList<FlagProblem> Problems,
    IReadOnlyList<string> Warnings,
    bool IsForUnknownVerb);
