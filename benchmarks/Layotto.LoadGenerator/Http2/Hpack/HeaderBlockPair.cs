using System.Text;

namespace Layotto.LoadGenerator.Http2.Hpack;

/// <summary>
/// The same request headers encoded twice: for the first request of a connection, which indexes them, and for every later
/// one, which only names the indexes. That is what a real client sends, at the cost of one copy.
/// </summary>
internal sealed class HeaderBlockPair
{
    private const byte Indexed = 0x80;
    private const byte LiteralIndexed = 0x40;
    private const byte LiteralNotIndexed = 0x00;
    private const byte TableSizeUpdate = 0x20;

    /// <param name="headers">In order; names in lower case, pseudo-headers first.</param>
    /// <param name="peerTableSize">The peer's SETTINGS_HEADER_TABLE_SIZE.</param>
    public HeaderBlockPair(IReadOnlyList<(string Name, string Value)> headers, int peerTableSize)
    {
        var fields = headers.Select(header =>
            (Name: Encoding.ASCII.GetBytes(header.Name), Value: Encoding.UTF8.GetBytes(header.Value))).ToList();
        var indexed = fields.Where(field => StaticTable.IndexOf(field.Name, field.Value) == 0).ToList();
        var isIndexing = peerTableSize >= HpackDecoder.DefaultTableSize
            && indexed.Sum(field => DynamicTable.SizeOf(field.Name, field.Value)) <= HpackDecoder.DefaultTableSize;

        var first = new List<byte>();
        var later = new List<byte>();
        // RFC 7541, 4.2: a smaller table must be acknowledged at the start of the next block; none is used then.
        if (peerTableSize < HpackDecoder.DefaultTableSize)
            HpackInteger.Write(first, 0, 5, TableSizeUpdate);
        var inserted = 0;
        foreach (var (name, value) in fields)
        {
            if (StaticTable.IndexOf(name, value) is var index and not 0)
            {
                HpackInteger.Write(first, index, 7, Indexed);
                HpackInteger.Write(later, index, 7, Indexed);
                continue;
            }

            WriteLiteral(first, name, value, isIndexing);
            inserted++;
            if (isIndexing)
                HpackInteger.Write(later, StaticTable.Count + 1 + indexed.Count - inserted, 7, Indexed);
            else
                WriteLiteral(later, name, value, isIndexing);
        }

        First = [.. first];
        Later = [.. later];
    }

    public byte[] First { get; }

    public byte[] Later { get; }

    private static void WriteLiteral(List<byte> output, byte[] name, byte[] value, bool isIndexing)
    {
        var index = StaticTable.IndexOfName(name);
        HpackInteger.Write(output, index, isIndexing ? 6 : 4, isIndexing ? LiteralIndexed : LiteralNotIndexed);
        if (index == 0)
            WriteText(output, name);
        WriteText(output, value);
    }

    private static void WriteText(List<byte> output, byte[] text)
    {
        HpackInteger.Write(output, text.Length, 7, 0);
        output.AddRange(text);
    }
}
