using System.Buffers;
using Layotto.Http.Http2.Hpack;

namespace Layotto.Http.Http2;

/// <summary>The headers of a response, or its trailers, in their order; those that aren't well-formed, or too many, are noted and left out.</summary>
internal sealed class HeaderList : IHeaderSink
{
    private const int First = 16;

    private HeaderField[] _fields = [];
    private int _size;

    /// <summary>How many headers there are.</summary>
    public int Count { get; private set; }

    /// <summary>The most bytes of all headers, as RFC 9113 §6.5.2 counts them.</summary>
    public int MaxSize { get; init; }

    /// <summary>The status, where the block has one; else 0.</summary>
    public int Status { get; private set; }

    /// <summary>Whether a header was refused (RFC 9113 §8.1.1).</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>Whether there were more than <see cref="MaxSize"/> allows.</summary>
    public bool IsTooLarge => _size > MaxSize;

    /// <summary>A header by its place.</summary>
    public HeaderField this[int index] => _fields[index];

    /// <inheritdoc/>
    public void Add(string name, string value, bool isValid)
    {
        _size = Math.Min(_size + name.Length + value.Length + HeaderField.Overhead, 1 << 30);
        if (IsTooLarge)
            return;
        if (!isValid || name.Length == 0)
        {
            IsMalformed = true;
            return;
        }

        if (name[0] == ':')
        {
            AddPseudo(name, value);
            return;
        }

        if (Count == _fields.Length)
            Grow();
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

    /// <summary>Empties the list, for the next block.</summary>
    public void Clear()
    {
        _fields.AsSpan(0, Count).Clear();
        Count = 0;
        _size = 0;
        Status = 0;
        IsMalformed = false;
    }

    /// <summary>Gives the memory back; nobody may read the list any more.</summary>
    public void Release()
    {
        if (_fields.Length > 0)
            ArrayPool<HeaderField>.Shared.Return(_fields, clearArray: true);
        _fields = [];
        Count = 0;
    }

    // The only one of a response is :status, before all others, once.
    private void AddPseudo(string name, string value)
    {
        if (name != ":status" || Count > 0 || Status != 0 || value.Length != 3 || !int.TryParse(value, System.Globalization.NumberStyles.None, null, out var status) || status < 100)
            IsMalformed = true;
        else
            Status = status;
    }

    private void Grow()
    {
        var larger = ArrayPool<HeaderField>.Shared.Rent(Math.Max(First, Count * 2));
        _fields.AsSpan(0, Count).CopyTo(larger);
        if (Count > 0)
            ArrayPool<HeaderField>.Shared.Return(_fields, clearArray: true);
        _fields = larger;
    }
}
