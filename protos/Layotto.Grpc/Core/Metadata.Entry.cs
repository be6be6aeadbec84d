using System.Buffers;
using System.Text;

namespace Grpc.Core;

public sealed partial class Metadata
{
    /// <summary>One key and its value, either text or bytes.</summary>
    public sealed class Entry
    {
        // Custom-Metadata of the gRPC over HTTP/2 specification: lower-case letters, digits, underscore, dash, dot.
        private static readonly SearchValues<char> KeyCharacters =
            SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_.");

        private readonly string? _text;
        private readonly byte[]? _bytes;

        /// <summary>Makes an entry of bytes.</summary>
        /// <param name="key">A key that ends in <c>-bin</c>; upper case is folded to lower.</param>
        /// <param name="valueBytes">The bytes, which are copied.</param>
        /// <exception cref="ArgumentException">The key has other characters than a-z, 0-9, '-', '_' and '.', or another ending.</exception>
        public Entry(string key, byte[] valueBytes)
        {
            ArgumentNullException.ThrowIfNull(valueBytes);
            Key = NormalizeKey(key);
            if (!IsBinaryKey(Key))
                throw new ArgumentException($"Metadata key '{Key}' must end in '{BinaryHeaderSuffix}' to carry bytes.", nameof(key));
            _bytes = valueBytes.AsSpan().ToArray();
        }

        /// <summary>Makes an entry of text.</summary>
        /// <param name="key">A key that doesn't end in <c>-bin</c>; upper case is folded to lower.</param>
        /// <param name="value">The text; only printable ASCII can be sent.</param>
        /// <exception cref="ArgumentException">The key has other characters than a-z, 0-9, '-', '_' and '.', or ends in <c>-bin</c>.</exception>
        public Entry(string key, string value)
        {
            ArgumentNullException.ThrowIfNull(value);
            Key = NormalizeKey(key);
            if (IsBinaryKey(Key))
                throw new ArgumentException($"Metadata key '{Key}' ends in '{BinaryHeaderSuffix}' and so must carry bytes, not text.", nameof(key));
            _text = value;
        }

        private Entry(string key, string? text, byte[]? bytes)
        {
            Key = key;
            _text = text;
            _bytes = bytes;
        }

        /// <summary>The key in lower case.</summary>
        public string Key { get; }

        /// <summary>Whether the value is bytes.</summary>
        public bool IsBinary => _bytes is not null;

        /// <summary>The value as text.</summary>
        /// <exception cref="InvalidOperationException">The value is bytes.</exception>
        public string Value => _text
            ?? throw new InvalidOperationException($"Metadata entry '{Key}' carries bytes; read ValueBytes.");

        /// <summary>A copy of the value's bytes; of text, its ASCII bytes.</summary>
        public byte[] ValueBytes => _bytes is null ? Encoding.ASCII.GetBytes(_text!) : _bytes.AsSpan().ToArray();

        /// <summary>The value's own bytes, for transports that only read them.</summary>
        internal ReadOnlySpan<byte> RawBytes => _bytes;

        /// <inheritdoc/>
        public override string ToString() =>
            _bytes is null ? $"[Entry: key={Key}, value={_text}]" : $"[Entry: key={Key}, valueBytes={Convert.ToHexStringLower(_bytes)}]";

        /// <summary>Whether a key says that its value is bytes.</summary>
        internal static bool IsBinaryKey(string key) => key.EndsWith(BinaryHeaderSuffix, StringComparison.OrdinalIgnoreCase);

        /// <summary>Makes an entry from the wire, where the key has been checked and the bytes are nobody else's.</summary>
        internal static Entry FromWire(string key, string value) => new(key, value, null);

        /// <inheritdoc cref="FromWire(string, string)"/>
        internal static Entry FromWire(string key, byte[] value) => new(key, null, value);

        private static string NormalizeKey(string key)
        {
            ArgumentNullException.ThrowIfNull(key);
            var normalized = key.ToLowerInvariant();
            if (normalized.Length == 0 || normalized.AsSpan().ContainsAnyExcept(KeyCharacters))
            {
                throw new ArgumentException(
                    $"Metadata key '{key}' is not valid: it must have at least one character, all of a-z, 0-9, '-', '_' or '.'.",
                    nameof(key));
            }

            return normalized;
        }
    }
}
