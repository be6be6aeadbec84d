namespace Layotto.Fuzz.Tests;

/// <summary>Changes valid inputs a little, in the ways in which inputs go wrong.</summary>
internal sealed class Mutator(int seed)
{
    private static readonly byte[][] Interesting =
    [
        [0], [0xFF], [0x7F], [0x80], "\r\n"u8.ToArray(), "\n"u8.ToArray(), "%"u8.ToArray(), "%00"u8.ToArray(), "%2F"u8.ToArray(), "||"u8.ToArray(),
        "\""u8.ToArray(), "{"u8.ToArray(), "[[[[[[[["u8.ToArray(), "null"u8.ToArray(), "-1"u8.ToArray(), "1e999"u8.ToArray(),
        "18446744073709551616"u8.ToArray(), "\\ud800"u8.ToArray(), [0xC3], [0xED, 0xA0, 0x80], [0xFF, 0xFF, 0xFF, 0xFF], [0, 0, 0, 0],
        "../"u8.ToArray(), ": "u8.ToArray(), "\t"u8.ToArray(), "&a *a"u8.ToArray(), "!!x"u8.ToArray(), "Transfer-Encoding: chunked\r\n"u8.ToArray(),
    ];

    private readonly Random _random = new(seed);

    /// <summary>One of several.</summary>
    public T Pick<T>(IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];

    /// <summary>Whether something that happens once in so many times happens.</summary>
    public bool Once(int times) => _random.Next(times) == 0;

    /// <summary>A changed copy of an input: one to eight changes.</summary>
    public byte[] Mutate(byte[] input)
    {
        var bytes = input.ToList();
        for (var change = _random.Next(1, 9); change > 0; change--)
            Change(bytes);
        return [.. bytes];
    }

    private void Change(List<byte> bytes)
    {
        var at = bytes.Count == 0 ? 0 : _random.Next(bytes.Count);
        var length = Math.Min(_random.Next(1, 33), bytes.Count - at);
        switch (_random.Next(8))
        {
            case 0 when bytes.Count > 0:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1 when bytes.Count > 0:
                bytes[at] = (byte)_random.Next(256);
                break;
            case 2:
                bytes.RemoveRange(at, length);
                break;
            case 3:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 4:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 5:
                bytes.InsertRange(at, Enumerable.Repeat((byte)_random.Next(256), _random.Next(1, 2000)));
                break;
            default:
                bytes.InsertRange(at, Pick(Interesting));
                break;
        }
    }
}
