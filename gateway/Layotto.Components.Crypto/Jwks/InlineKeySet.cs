using System.Text;
using Microsoft.Extensions.Logging;

namespace Layotto.Components.Crypto.Jwks;

/// <summary>A set that the metadata holds itself, as JSON or as Base64 of it.</summary>
internal sealed class InlineKeySet(string text, ILogger logger) : IKeySetSource
{
    private KeySet? _keys;

    public ValueTask StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            _keys = KeySet.Read(Decode(), logger);
            return ValueTask.CompletedTask;
        }
        catch (ComponentException exception)
        {
            throw new ComponentException(
                $"The metadata key \"jwks\" is neither a URL nor the path of a file that exists, and as a JSON Web Key Set it can't be used: {exception.Message}.");
        }
    }

    public KeySet Current() => _keys!;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // A brace is in no alphabet of Base64.
    private byte[] Decode()
    {
        var trimmed = text.TrimEnd('=');
        var padded = trimmed.PadRight((trimmed.Length + 3) / 4 * 4, '=');
        var bytes = new byte[padded.Length];
        return Convert.TryFromBase64String(padded, bytes, out var length) ? bytes[..length] : Encoding.UTF8.GetBytes(text);
    }
}
