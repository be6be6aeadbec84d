using System.Collections.Frozen;

namespace Layotto.Dapr.Invocation;

/// <summary>
/// The HTTP verbs as messages between sidecars number them (<c>HTTPExtension.Verb</c>). Any other method becomes POST there, as in Dapr.
/// </summary>
internal static class Verbs
{
    public const int None = 0;
    public const int Connect = 6;

    private static readonly string[] Names = ["NONE", "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];
    private static readonly HttpMethod[] Methods = [.. Names.Select(name => HttpMethod.Parse(name))];
    private static readonly FrozenDictionary<string, int> Numbers =
        Names.Select((name, number) => (name, number)).Skip(1).ToFrozenDictionary(verb => verb.name, verb => verb.number, StringComparer.OrdinalIgnoreCase);

    /// <summary>The number of a method.</summary>
    public static int NumberOf(string method) => Numbers.TryGetValue(method, out var number) ? number : Numbers["POST"];

    /// <summary>The name of a number; that of <see cref="None"/> is NONE.</summary>
    public static string NameOf(int number) => (uint)number < (uint)Names.Length ? Names[number] : Names[None];

    /// <summary>The method of a number.</summary>
    /// <exception cref="InvocationException">It is none that a request can have.</exception>
    public static HttpMethod MethodOf(int number)
        => (uint)number < (uint)Methods.Length && number is not (None or Connect)
            ? Methods[number]
            : throw new InvocationException("rpc error: code = InvalidArgument desc = invalid HTTP verb");

    /// <summary>Whether requests of a verb come without a body unless they announce one.</summary>
    public static bool RarelyHasBody(int number) => NameOf(number) is "GET" or "HEAD" or "DELETE" or "OPTIONS" or "TRACE";
}
