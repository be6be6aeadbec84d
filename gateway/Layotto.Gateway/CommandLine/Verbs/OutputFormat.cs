using System.CommandLine;

namespace Layotto.Gateway.CommandLine.Verbs;

/// <summary>The option with which a verb is asked for text, for people, or JSON, for programs.</summary>
internal static class OutputFormat
{
    private const string Text = "text";
    private const string Json = "json";

    /// <summary>Creates the option.</summary>
    public static Option<string> CreateOption()
    {
        var option = new Option<string>("--output", "-o") { DefaultValueFactory = static _ => Text };
        option.AcceptOnlyFromAmong(Text, Json);
        return option;
    }

    /// <summary>Whether JSON was asked for.</summary>
    public static bool IsJson(ParseResult result, Option<string> option) => result.GetValue(option) == Json;
}
