using System.Text;

namespace Layotto.Dapr.Invocation;

/// <summary>
/// Header values of responses are read and written as Latin-1, which keeps any bytes as they are. Messages between sidecars carry text, for
/// which the bytes are taken to be UTF-8.
/// </summary>
internal static class HeaderBytes
{
    /// <summary>The text that a value's bytes spell.</summary>
    public static string ToText(string value) => Ascii.IsValid(value) ? value : Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(value));

    /// <summary>The value whose bytes spell a text.</summary>
    public static string FromText(string text) => Ascii.IsValid(text) ? text : Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
}
