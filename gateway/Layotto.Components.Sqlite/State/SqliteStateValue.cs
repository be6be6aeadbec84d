using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Layotto.Components.Sqlite.State;

/// <summary>
/// How a value stands in the table: JSON as the text it is, so that queries see it, everything else in base64. Either way it comes
/// back byte for byte.
/// </summary>
/// <param name="Text">The column <c>value</c>, in UTF-8.</param>
/// <param name="IsBinary">The column <c>is_binary</c>: whether it is base64.</param>
internal readonly record struct SqliteStateValue(byte[] Text, bool IsBinary)
{
    // SQLite's own JSON functions go down to 1000 levels.
    private const int MaxJsonDepth = 500;

    /// <summary>Encodes a value; the result shares nothing with it.</summary>
    public static SqliteStateValue Encode(ReadOnlySpan<byte> value)
    {
        if (IsJson(value))
            return new SqliteStateValue(value.ToArray(), false);
        var text = new byte[Base64.GetMaxEncodedToUtf8Length(value.Length)];
        Base64.EncodeToUtf8(value, text, out _, out _);
        return new SqliteStateValue(text, true);
    }

    /// <summary>Decodes the columns of a row.</summary>
    /// <exception cref="ComponentException">It is said to be base64 and isn't.</exception>
    public static byte[] Decode(ReadOnlySpan<byte> text, bool isBinary)
    {
        if (!isBinary)
            return text.ToArray();
        var value = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        if (Base64.DecodeFromUtf8(text, value, out _, out var length) != OperationStatus.Done)
            throw new ComponentException("The stored value says that it is base64 and isn't; somebody else has written it. Write the key again.");
        return length == value.Length ? value : value[..length];
    }

    private static bool IsJson(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty || !Utf8.IsValid(value))
            return false;
        var reader = new Utf8JsonReader(value, new JsonReaderOptions { MaxDepth = MaxJsonDepth });
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
