namespace Layotto.Components.NameResolution.Mdns.Packets;

/// <summary>A query or a response of multicast DNS (RFC 6762), as far as it matters here.</summary>
internal sealed record MdnsMessage
{
    /// <summary>The longest packet, in bytes (RFC 6762 §17).</summary>
    public const int MaxBytes = 9000;

    private const int MaxQuestions = 64;
    private const int MaxRecords = 512;
    private const int ResponseFlag = 0x8000;
    private const int AuthoritativeResponse = 0x8400;
    private const int OpcodeMask = 0x7800;
    private const int Internet = 1;
    private const int AnyClass = 255;
    private const int TopBit = 0x8000;

    /// <summary>The id; 0 but in answers to queries of ordinary DNS clients.</summary>
    public ushort Id { get; init; }

    public bool IsResponse { get; init; }

    public IReadOnlyList<MdnsQuestion> Questions { get; init; } = [];

    /// <summary>The records of the answer section: in a query, those that the one who asks knows already.</summary>
    public IReadOnlyList<MdnsRecord> Answers { get; init; } = [];

    /// <summary>The records of the other sections.</summary>
    public IReadOnlyList<MdnsRecord> Additional { get; init; } = [];

    /// <summary>Whether a query has an authority section: it asks whether a name is free, rather than for an answer.</summary>
    public bool IsProbe { get; init; }

    /// <summary>Reads a packet.</summary>
    /// <returns>False when the packet is no message, is cut off, or is larger than a message may be.</returns>
    public static bool TryRead(ReadOnlySpan<byte> packet, out MdnsMessage message)
    {
        message = new MdnsMessage();
        var reader = new DnsReader(packet);
        if (packet.Length > MaxBytes
            || !reader.TryReadUInt16(out var id) || !reader.TryReadUInt16(out var flags)
            || !reader.TryReadUInt16(out var questionCount) || !reader.TryReadUInt16(out var answerCount)
            || !reader.TryReadUInt16(out var authorityCount) || !reader.TryReadUInt16(out var additionalCount)
            || (flags & OpcodeMask) != 0 || questionCount > MaxQuestions
            || answerCount + authorityCount + additionalCount > MaxRecords)
        {
            return false;
        }

        var questions = new List<MdnsQuestion>();
        for (var index = 0; index < questionCount; index++)
        {
            if (!reader.TryReadName(out var name) || !reader.TryReadUInt16(out var type) || !reader.TryReadUInt16(out var kind))
                return false;
            if ((kind & ~TopBit) is Internet or AnyClass)
                questions.Add(new MdnsQuestion(name, (DnsRecordType)type, (kind & TopBit) != 0));
        }

        var answers = new List<MdnsRecord>();
        var additional = new List<MdnsRecord>();
        if (!TryReadRecords(ref reader, answerCount, answers)
            || !TryReadRecords(ref reader, authorityCount + additionalCount, additional))
        {
            return false;
        }

        var isResponse = (flags & ResponseFlag) != 0;
        message = new MdnsMessage
        {
            Id = id,
            IsResponse = isResponse,
            Questions = questions,
            Answers = answers,
            Additional = additional,
            IsProbe = !isResponse && authorityCount > 0,
        };
        return true;
    }

    /// <summary>Writes the message as a packet.</summary>
    public byte[] Write()
    {
        var writer = new DnsWriter();
        writer.WriteUInt16(Id);
        writer.WriteUInt16(IsResponse ? AuthoritativeResponse : 0);
        writer.WriteUInt16(Questions.Count);
        writer.WriteUInt16(Answers.Count);
        writer.WriteUInt16(0);
        writer.WriteUInt16(Additional.Count);
        foreach (var question in Questions)
        {
            writer.WriteName(question.Name);
            writer.WriteUInt16((int)question.Type);
            writer.WriteUInt16(Internet | (question.WantsUnicast ? TopBit : 0));
        }

        foreach (var record in Answers.Concat(Additional))
            WriteRecord(writer, record);
        return writer.ToArray();
    }

    private static bool TryReadRecords(ref DnsReader reader, int count, List<MdnsRecord> records)
    {
        for (var index = 0; index < count; index++)
        {
            if (!TryReadRecord(ref reader, out var record))
                return false;
            if (record is not null)
                records.Add(record);
        }

        return true;
    }

    // Records of other types and classes are passed over: they are null.
    private static bool TryReadRecord(ref DnsReader reader, out MdnsRecord? record)
    {
        record = null;
        if (!reader.TryReadName(out var name) || !reader.TryReadUInt16(out var type) || !reader.TryReadUInt16(out var kind)
            || !reader.TryReadUInt32(out var timeToLive) || !reader.TryReadUInt16(out var length))
        {
            return false;
        }

        var end = reader.Position + length;
        var read = new MdnsRecord
        {
            Name = name,
            Type = (DnsRecordType)type,
            TimeToLive = timeToLive,
            IsUnique = (kind & TopBit) != 0,
        };
        switch (read.Type)
        {
            case DnsRecordType.Ptr:
                if (!reader.TryReadName(out var pointed))
                    return false;
                read = read with { Target = pointed };
                break;
            case DnsRecordType.Srv:
                if (!reader.TryReadUInt32(out _) || !reader.TryReadUInt16(out var port) || !reader.TryReadName(out var host))
                    return false;
                read = read with { Port = port, Target = host };
                break;
            case DnsRecordType.A or DnsRecordType.Aaaa:
                if (length != (read.Type == DnsRecordType.A ? 4 : 16) || !reader.TryReadBytes(length, out var address))
                    return false;
                read = read with { Address = new System.Net.IPAddress(address) };
                break;
            case DnsRecordType.Txt:
                if (!reader.TryReadBytes(length, out var texts) || !TryReadTexts(texts, out var found))
                    return false;
                read = read with { Texts = found };
                break;
            default:
                return reader.TryReadBytes(length, out _);
        }

        if ((kind & ~TopBit) == Internet)
            record = read;
        return reader.Position == end;
    }

    private static bool TryReadTexts(ReadOnlySpan<byte> data, out List<string> texts)
    {
        texts = [];
        while (data.Length > 0)
        {
            int length = data[0];
            if (data.Length <= length)
                return false;
            texts.Add(System.Text.Encoding.UTF8.GetString(data.Slice(1, length)));
            data = data[(length + 1)..];
        }

        return true;
    }

    private static void WriteRecord(DnsWriter writer, MdnsRecord record)
    {
        writer.WriteName(record.Name);
        writer.WriteUInt16((int)record.Type);
        writer.WriteUInt16(Internet | (record.IsUnique ? TopBit : 0));
        writer.WriteUInt32(record.TimeToLive);
        var data = new DnsWriter();
        switch (record.Type)
        {
            case DnsRecordType.Ptr:
                data.WriteName(record.Target);
                break;
            case DnsRecordType.Srv:
                data.WriteUInt32(0);
                data.WriteUInt16(record.Port);
                data.WriteName(record.Target);
                break;
            case DnsRecordType.Txt:
                foreach (var text in record.Texts)
                    data.WriteText(text);
                break;
            default:
                data.WriteBytes(record.Address.GetAddressBytes());
                break;
        }

        var bytes = data.ToArray();
        writer.WriteUInt16(bytes.Length);
        writer.WriteBytes(bytes);
    }
}
