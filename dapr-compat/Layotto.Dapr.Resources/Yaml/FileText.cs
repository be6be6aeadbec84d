using System.Buffers;
using System.Text;

namespace Layotto.Dapr.Resources.Yaml;

/// <summary>Gets the text of a file: bounded, UTF-8, and without characters that YAML doesn't allow.</summary>
internal static class FileText
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // Everything below a space but tab and line breaks, and DEL.
    private static readonly SearchValues<char> Forbidden = SearchValues.Create(
        [.. Enumerable.Range(0, 32).Select(code => (char)code).Where(character => character is not ('\t' or '\n' or '\r')), '\u007f']);

    /// <summary>Reads a file.</summary>
    /// <returns>Its text; null where it can't be used, with the reason among the problems.</returns>
    public static string? Read(string path, ProblemList problems)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var content = new MemoryStream();
            var chunk = new byte[64 * 1024];
            for (int count; content.Length <= YamlLimits.FileBytes && (count = stream.Read(chunk)) > 0;)
                content.Write(chunk, 0, count);
            if (content.Length <= YamlLimits.FileBytes)
                return Decode(path, content.GetBuffer().AsSpan(0, (int)content.Length), problems);
            problems.Error(
                new(path), "", "", $"The file is larger than {YamlLimits.FileBytes / 1024 / 1024} MiB, so it isn't read.", "Split it, or move it elsewhere.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            problems.Error(new(path), "", "", $"The file can't be read: {exception.Message}");
        }

        return null;
    }

    /// <summary>Makes text of a file's bytes.</summary>
    /// <returns>The text; null where the bytes are none, with the reason among the problems.</returns>
    public static string? Decode(string path, ReadOnlySpan<byte> bytes, ProblemList problems)
    {
        if (bytes is [0xEF, 0xBB, 0xBF, ..])
            bytes = bytes[3..];
        string text;
        try
        {
            text = Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException exception)
        {
            var line = 1 + bytes[..Math.Clamp(exception.Index, 0, bytes.Length)].Count((byte)'\n');
            problems.Error(new(path, 1, line), "", "", "The file holds bytes that are no UTF-8.", "Save it as UTF-8.");
            return null;
        }

        var bad = text.AsSpan().IndexOfAny(Forbidden);
        if (bad < 0)
            return text;
        problems.Error(
            new(path, 1, 1 + text.AsSpan(0, bad).Count('\n')), "", "",
            $"The file holds the control character U+{(int)text[bad]:X4}.", "Remove it, or write it as an escape within double quotes.");
        return null;
    }
}
