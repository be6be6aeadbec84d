using System.CommandLine.Parsing;

namespace Layotto.Gateway.CommandLine.Verbs;

/// <summary>Finds flags that a verb doesn't have, which the parser takes for arguments.</summary>
internal static class MisspeltFlag
{
    /// <summary>Refuses arguments that begin with a dash.</summary>
    public static void Reject(ArgumentResult result)
    {
        foreach (var token in result.Tokens)
        {
            if (token.Value.StartsWith('-'))
                result.AddError($"There is no flag {token.Value} here; a name that begins with a dash is ./{token.Value}.");
        }
    }
}
