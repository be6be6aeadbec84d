using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Layotto.Components.Embedded.Bindings.LocalStorage;

/// <summary>
/// What is written of the data of a <c>create</c>. As in Dapr's component, a JSON string stands for its characters, and what can be
/// read as Base64 then stands for its bytes; all else is written as it is.
/// </summary>
internal static class LocalStorageContent
{
    private static readonly SearchValues<byte> LineBreaks = SearchValues.Create("\r\n"u8);

    /// <summary>The bytes to write.</summary>
    public static ReadOnlyMemory<byte> Decode(ReadOnlyMemory<byte> data)
    {
        if (data.Length >= 2 && data.Span[0] == (byte)'"' && TryUnquote(data.Span, out var text))
            data = text;
        return TryDecodeBase64(data.Span, out var bytes) ? bytes : data;
    }

    private static bool TryUnquote(ReadOnlySpan<byte> data, out byte[] text)
    {
        text = [];
        try
        {
            var reader = new Utf8JsonReader(data);
            if (!reader.Read() || reader.TokenType != JsonTokenType.String)
                return false;
            text = Encoding.UTF8.GetBytes(reader.GetString()!);
            return !reader.Read();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    // Line breaks within are passed over, as in Go; any other white space makes it plain text.
    private static bool TryDecodeBase64(ReadOnlySpan<byte> data, out byte[] bytes)
    {
        bytes = [];
        if (data.IndexOfAny((byte)' ', (byte)'\t') >= 0 || !Base64.IsValid(data))
            return false;
        var compact = data;
        if (data.IndexOfAny(LineBreaks) >= 0)
        {
            var without = new byte[data.Length];
            var count = 0;
            foreach (var character in data)
            {
                if (!LineBreaks.Contains(character))
                    without[count++] = character;
            }

            compact = without.AsSpan(0, count);
        }

        var decoded = new byte[Base64.GetMaxDecodedFromUtf8Length(compact.Length)];
        if (Base64.DecodeFromUtf8(compact, decoded, out _, out var written) != OperationStatus.Done)
            return false;
        bytes = decoded[..written];
        return true;
    }
}
