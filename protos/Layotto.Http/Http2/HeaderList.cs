using System.Globalization;
using Layotto.Http.Http2.Hpack;

namespace Layotto.Http.Http2;

/// <summary>The headers of a response, or its trailers, in their order; those that aren't well-formed, or too many, are noted and left out.</summary>
/// <param name="maxSize">The most bytes of all headers, as RFC 9113 §6.5.2 counts them.</param>
internal sealed class HeaderList(int maxSize) : IHeaderSink
{
    private const int LargestKept = 64;

    private HeaderField[] _fields = new HeaderField[8];
    private int _size;

    /// <summary>How many headers there are.</summary>
    public int Count { get; private set; }

    /// <summary>The status, where the block has one; else 0.</summary>
    public int Status { get; private set; }

    /// <summary>Whether a header was refused (RFC 9113 §8.1.1).</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>Whether there were more than allowed.</summary>
    public bool IsTooLarge => _size > maxSize;

    /// <summary>A header by its place.</summary>
    public HeaderField this[int index] => _fields[index];

    /// <inheritdoc/>
    public void Add(string name, string value, bool isValid)
    {
        _size = Math.Min(_size + name.Length + value.Length + HeaderField.Overhead, 1 << 30);
        if (IsTooLarge)
            return;
        if (!isValid)
        {
            IsMalformed = true;
            return;
        }

        if (name[0] == ':')
        {
            AddPseudo(name, value);
            return;
        }

        Reserve(Count + 1);
        _fields[Count++] = new HeaderField(name, value);
    }

    /// <summary>The first value of a header; null for none.</summary>
    /// <param name="name">The name, in lower case.</param>
    public string? Find(string name)
    {
        for (var index = 0; index < Count; index++)
        {
            if (_fields[index].Name == name)
                return _fields[index].Value;
        }

        return null;
    }

    /// <summary>Takes the headers and the status of another list.</summary>
    public void Take(HeaderList other)
    {
        Reserve(other.Count);
        other._fields.AsSpan(0, other.Count).CopyTo(_fields);
        Count = other.Count;
        Status = other.Status;
    }

    /// <summary>Empties the list, for the next block.</summary>
    public void Clear()
    {
        if (_fields.Length > LargestKept)
            _fields = new HeaderField[8];
        else
            _fields.AsSpan(0, Count).Clear();
        Count = 0;
        _size = 0;
        Status = 0;
        IsMalformed = false;
    }

    // The only one of a response is :status, before all others, once.
    private void AddPseudo(string name, string value)
    {
        if (name != ":status" || Count > 0 || Status != 0 || value.Length != 3
            || !int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var status) || status < 100)
        {
            IsMalformed = true;
        }
        else
        {
            Status = status;
        }
    }

    private void Reserve(int count)
    {
        if (_fields.Length < count)
            Array.Resize(ref _fields, Math.Max(count, _fields.Length * 2));
    }
}
