using System.Runtime.InteropServices;
using System.Text;

namespace Layotto.Http.Http2.Hpack;

/// <summary>
/// Encodes the header blocks of one direction of a connection (RFC 7541). A header goes into the dynamic table when its name isn't there yet, or
/// when the same value comes by for the second time in a while; what has a new value each time, such as a trace, would only push the others out.
/// Secrets never go in. Not for use by several threads at once.
/// </summary>
internal sealed class HpackEncoder
{
    /// <summary>The table is never larger than this, whatever the other side allows.</summary>
    public const int LargestTable = 4096;

    private const int Buckets = 128;
    private const int Ring = LargestTable / HeaderField.Overhead;

    private readonly Entry[] _ring = new Entry[Ring];
    private readonly long[] _byField = new long[Buckets];
    private readonly long[] _byName = new long[Buckets];
    private readonly uint[] _seen = new uint[256];

    // Entries are numbered from 1 in the order in which they came.
    private long _newest;
    private int _count;
    private int _size;
    private int _capacity = LargestTable;
    private int _smallestCapacity = LargestTable;
    private bool _isResized;

    /// <summary>The other side allows a table of this size from the next block on.</summary>
    public void Resize(int capacity)
    {
        capacity = Math.Min(capacity, LargestTable);
        if (capacity == _capacity && !_isResized)
            return;
        _smallestCapacity = _isResized ? Math.Min(_smallestCapacity, capacity) : capacity;
        _isResized = true;
        _capacity = capacity;
        while (_size > capacity)
            Evict();
    }

    /// <summary>Begins a block.</summary>
    public void Begin(OutputBuffer output)
    {
        if (!_isResized)
            return;
        _isResized = false;
        if (_smallestCapacity < _capacity)
            WriteNumber(output, 0x20, 5, _smallestCapacity);
        WriteNumber(output, 0x20, 5, _capacity);
    }

    /// <summary>Writes a header that the static table has whole.</summary>
    public static void WriteStatic(OutputBuffer output, int index) => output.Append((byte)(0x80 | index));

    /// <summary>Writes a header.</summary>
    /// <param name="output">Takes it.</param>
    /// <param name="name">The name, in any case; it goes out in lower case.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentException">The name isn't a token, or the value has a line break or NUL; nothing has been written.</exception>
    public void Write(OutputBuffer output, string name, string value)
    {
        var nameHash = HashName(name);
        var hash = (nameHash * 31) ^ HashValue(value);
        if (FindField(name, value, hash) is > 0 and var index)
            WriteNumber(output, 0x80, 7, index);
        else
            WriteLiteral(output, name, value, nameHash, hash);
    }

    private void WriteLiteral(OutputBuffer output, string name, string value, uint nameHash, uint hash)
    {
        if (value.AsSpan().IndexOfAny('\r', '\n', '\0') >= 0)
            throw new ArgumentException($"The value of the header {name} has a line break or NUL.", nameof(value));
        var known = FindName(name, nameHash);
        var nameIndex = StaticTable.Find(name) is > 0 and var common ? common : known;
        if (nameIndex == 0)
            RequireName(name);

        // A name that is in the table is none of a secret.
        if (known == 0 && IsSecret(name))
        {
            WriteNumber(output, 0x10, 4, nameIndex);
        }
        else
        {
            // A name that is known already says that its value has changed.
            ref var seen = ref _seen[hash % 256];
            var isIndexed = (known == 0 || seen == hash) && Fits(name, value);
            seen = hash;
            WriteNumber(output, isIndexed ? (byte)0x40 : (byte)0, isIndexed ? 6 : 4, nameIndex);
            if (isIndexed)
                Insert(name, value, nameHash, hash);
        }

        if (nameIndex == 0)
            WriteName(output, name);
        WriteValue(output, value);
    }

    /// <summary>Whether a header is never kept by anybody on its way (RFC 7541 §7.1.3).</summary>
    private static bool IsSecret(string name)
        => name.Length >= 6
            && (name.Equals("authorization", StringComparison.OrdinalIgnoreCase)
                || name.Equals("proxy-authorization", StringComparison.OrdinalIgnoreCase)
                || name.Contains("cookie", StringComparison.OrdinalIgnoreCase)
                || name.Contains("token", StringComparison.OrdinalIgnoreCase)
                || name.Contains("secret", StringComparison.OrdinalIgnoreCase)
                || name.Contains("password", StringComparison.OrdinalIgnoreCase)
                || name.Contains("api-key", StringComparison.OrdinalIgnoreCase));

    private static void RequireName(string name)
    {
        if (name.Length == 0 || name.AsSpan(name[0] == ':' ? 1 : 0).IndexOfAnyExcept(HttpSyntax.TokenCharacters) >= 0)
            throw new ArgumentException($"\"{name}\" is no token, which a header's name must be (RFC 9110 §5.6.2).", nameof(name));
    }

    private static void WriteNumber(OutputBuffer output, byte first, int bits, int value)
        => output.Advance(HpackInteger.Write(output.GetSpan(HpackInteger.MaxLength), first, bits, value));

    private static void WriteName(OutputBuffer output, string name)
    {
        WriteNumber(output, 0, 7, name.Length);
        Ascii.ToLower(name, output.GetSpan(name.Length), out var written);
        output.Advance(written);
    }

    private static void WriteValue(OutputBuffer output, string value)
    {
        var target = output.GetSpan(HpackInteger.MaxLength + Encoding.UTF8.GetMaxByteCount(value.Length));
        if (value.Length < 127 && Ascii.FromUtf16(value, target[1..], out var written) == System.Buffers.OperationStatus.Done)
        {
            target[0] = (byte)value.Length;
            output.Advance(written + 1);
            return;
        }

        WriteNumber(output, 0, 7, Encoding.UTF8.GetByteCount(value));
        output.Advance(Encoding.UTF8.GetBytes(value, output.GetSpan(Encoding.UTF8.GetMaxByteCount(value.Length))));
    }

    // A table full of one header would help nobody.
    private bool Fits(string name, string value) => SizeOf(name, value) <= _capacity / 4;

    private static int SizeOf(string name, string value)
        => name.Length + (Ascii.IsValid(value) ? value.Length : Encoding.UTF8.GetByteCount(value)) + HeaderField.Overhead;

    private int FindField(string name, string value, uint hash)
    {
        for (var number = _byField[hash % Buckets]; number > _newest - _count;)
        {
            ref var entry = ref _ring[number % Ring];
            if (entry.Hash == hash && string.Equals(entry.Value, value) && IsSameName(entry.Name, name))
                return StaticTable.Count + 1 + (int)(_newest - number);
            number = entry.NextByField;
        }

        return 0;
    }

    private int FindName(string name, uint nameHash)
    {
        for (var number = _byName[nameHash % Buckets]; number > _newest - _count;)
        {
            ref var entry = ref _ring[number % Ring];
            if (entry.NameHash == nameHash && IsSameName(entry.Name, name))
                return StaticTable.Count + 1 + (int)(_newest - number);
            number = entry.NextByName;
        }

        return 0;
    }

    private static bool IsSameName(string one, string other) => ReferenceEquals(one, other) || one.Equals(other, StringComparison.OrdinalIgnoreCase);

    private void Insert(string name, string value, uint nameHash, uint hash)
    {
        var size = SizeOf(name, value);
        while (_size + size > _capacity)
            Evict();
        var number = ++_newest;
        _count++;
        _size += size;
        ref var byField = ref _byField[hash % Buckets];
        ref var byName = ref _byName[nameHash % Buckets];
        _ring[number % Ring] = new Entry(name, value, size, nameHash, hash, byName, byField);
        byField = byName = number;
    }

    // Those who refer to an entry see by its number that it is gone.
    private void Evict()
    {
        ref var oldest = ref _ring[(_newest - _count + 1) % Ring];
        _size -= oldest.Size;
        oldest = default;
        _count--;
    }

    private static uint HashName(string name)
    {
        var hash = (uint)name.Length;
        foreach (var character in name)
            hash = (hash * 31) + (character | 0x20u);
        return Mix(hash);
    }

    // A few characters from both ends tell values apart well enough; those that they don't are compared.
    private static uint HashValue(string value)
    {
        var hash = (uint)value.Length;
        if (value.Length >= 8)
        {
            var words = MemoryMarshal.AsBytes(value.AsSpan());
            hash = Mix(hash ^ MemoryMarshal.Read<uint>(words) ^ (MemoryMarshal.Read<uint>(words[4..]) * 7));
            hash = Mix(hash ^ MemoryMarshal.Read<uint>(words[8..]) ^ (MemoryMarshal.Read<uint>(words[12..]) * 7));
            return Mix(hash ^ MemoryMarshal.Read<uint>(words[^4..]) ^ (MemoryMarshal.Read<uint>(words[^8..]) * 7) ^ (MemoryMarshal.Read<uint>(words[^12..]) * 13));
        }

        foreach (var character in value)
            hash = (hash * 31) + character;
        return Mix(hash);
    }

    private static uint Mix(uint hash)
    {
        hash *= 0x9E3779B1;
        return hash ^ (hash >> 15);
    }

    private readonly record struct Entry(string Name, string Value, int Size, uint NameHash, uint Hash, long NextByName, long NextByField);
}
