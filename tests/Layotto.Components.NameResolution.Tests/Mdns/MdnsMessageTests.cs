using System.Net;
using System.Text;
using Layotto.Components.NameResolution.Mdns;
using Layotto.Components.NameResolution.Mdns.Packets;

namespace Layotto.Components.NameResolution.Tests.Mdns;

public sealed class MdnsMessageTests
{
    private static readonly byte[] ResponseHeader = [0, 0, 0x84, 0, 0, 0, 0, 1, 0, 0, 0, 0];

    [Fact]
    public void Message_comes_back_as_it_was_written()
    {
        var written = Sample();

        Assert.True(MdnsMessage.TryRead(written.Write(), out var read));

        Assert.Equal(written.Id, read.Id);
        Assert.Equal(written.Questions, read.Questions);
        Assert.Equal(written.Answers.Select(Describe), read.Answers.Select(Describe));
        Assert.Equal(written.Additional.Select(Describe), read.Additional.Select(Describe));
    }

    [Fact]
    public void Compressed_response_as_zeroconf_writes_it_is_read()
    {
        // PTR orders.local → host:1.orders.local, then SRV and A with pointers to the names before.
        byte[] packet =
        [
            0, 0, 0x84, 0, 0, 0, 0, 1, 0, 0, 0, 2,
            6, .. "orders"u8, 5, .. "local"u8, 0, 0, 12, 0, 1, 0, 0, 12, 128, 0, 9, 6, .. "host:1"u8, 0xC0, 12,
            0xC0, 36, 0, 33, 0, 1, 0, 0, 12, 128, 0, 13, 0, 0, 0, 0, 0xC3, 0x52, 4, .. "host"u8, 0xC0, 19,
            0xC0, 63, 0, 1, 0, 1, 0, 0, 0, 120, 0, 4, 192, 0, 2, 7,
        ];

        Assert.True(MdnsMessage.TryRead(packet, out var message));

        Assert.Equal("host:1.orders.local", Assert.Single(message.Answers).Target);
        Assert.Equal(("host:1.orders.local", 50002, "host.local"), (message.Additional[0].Name, message.Additional[0].Port, message.Additional[0].Target));
        Assert.Equal(("host.local", IPAddress.Parse("192.0.2.7")), (message.Additional[1].Name, message.Additional[1].Address));
    }

    public static TheoryData<string, byte[]> HostilePackets => new()
    {
        { "nothing", [] },
        { "half a header", [0, 0, 0x84, 0, 0] },
        { "a pointer to itself", [.. ResponseHeader, 0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, 1, 2, 3, 4] },
        { "pointers in a circle", [.. ResponseHeader, 0xC0, 14, 0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, 1, 2, 3, 4] },
        { "a label before a pointer to it", [.. ResponseHeader, 1, (byte)'a', 0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, 1, 2, 3, 4] },
        { "a pointer past the end", [.. ResponseHeader, 0xFF, 0xFF, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, 1, 2, 3, 4] },
        { "a pointer cut off", [.. ResponseHeader, 0xC0] },
        { "a label of a kind that isn't", [.. ResponseHeader, 0x40, 1, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, 1, 2, 3, 4] },
        { "a label longer than the packet", [.. ResponseHeader, 63, 1, 2, 3] },
        { "a name longer than 255 bytes", [.. ResponseHeader, .. LongName(), 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, 1, 2, 3, 4] },
        { "data longer than the packet", [.. ResponseHeader, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0xFF, 0xFF, 1, 2, 3, 4] },
        { "an address of three bytes", [.. ResponseHeader, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0, 3, 1, 2, 3] },
        { "a text longer than its record", [.. ResponseHeader, 0, 0, 16, 0, 1, 0, 0, 0, 1, 0, 2, 9, 1] },
        { "a target longer than its record", [.. ResponseHeader, 0, 0, 12, 0, 1, 0, 0, 0, 1, 0, 1, 1, (byte)'a', 0] },
        { "a target shorter than its record", [.. ResponseHeader, 0, 0, 12, 0, 1, 0, 0, 0, 1, 0, 4, 0, 1, 1, 1] },
        { "more records than there may be", [0, 0, 0x84, 0, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0, .. new byte[8000]] },
        { "more questions than there may be", [0, 0, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, .. new byte[8000]] },
        { "another operation", [0, 0, 0x28, 0, 0, 0, 0, 0, 0, 0, 0, 0] },
        { "a packet that is too large", [0, 0, 0x84, 0, 0, 0, 0, 0, 0, 0, 0, 0, .. new byte[MdnsMessage.MaxBytes]] },
    };

    [Theory]
    [MemberData(nameof(HostilePackets))]
    public void Hostile_packet_is_no_message(string what, byte[] packet)
        => Assert.False(MdnsMessage.TryRead(packet, out _), what);

    [Fact]
    public void Dot_within_a_label_is_told_from_one_between_labels()
    {
        byte[] packet = [.. ResponseHeader, 3, .. "a.b"u8, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, 1, 2, 3, 4];

        Assert.True(MdnsMessage.TryRead(packet, out var message));

        Assert.Equal("a\\.b", message.Answers[0].Name);
    }

    [Theory]
    [InlineData(20260401)]
    [InlineData(7)]
    public void Random_and_damaged_packets_do_no_harm(int seed)
    {
        var random = new Random(seed);
        var cache = new MdnsCache(TimeProvider.System);
        cache.Keep("orders");
        var good = Sample().Write();
        var readable = 0;
        for (var round = 0; round < 50_000; round++)
        {
            byte[] packet;
            if (round % 5 == 0)
            {
                packet = new byte[random.Next(0, 600)];
                random.NextBytes(packet);
                if (packet.Length > 4 && round % 2 == 0)
                    packet.AsSpan(0, 5).Clear();
            }
            else
            {
                packet = [.. good];
                for (var change = random.Next(1, 6); change > 0; change--)
                    packet[random.Next(packet.Length)] = random.Next(4) == 0 ? (byte)(0xC0 | random.Next(4)) : (byte)random.Next(256);
                if (random.Next(4) == 0)
                    packet = packet[..random.Next(packet.Length / 2, packet.Length)];
            }

            if (!MdnsMessage.TryRead(packet, out var message))
                continue;
            readable++;
            cache.Apply(message, MdnsMedium.Origin(5353));
            foreach (var record in message.Answers.Concat(message.Additional))
                Assert.True(Encoding.UTF8.GetByteCount(record.Name) <= 3 * 2 * 255, $"seed {seed}, round {round}");
        }

        Assert.InRange(readable, 1000, 49_000);
    }

    private static byte[] LongName() => [.. Enumerable.Range(0, 5).SelectMany(_ => (byte[])[63, .. new byte[63]]), 0];

    private static string Describe(MdnsRecord record)
        => $"{record.Name} {record.Type} {record.TimeToLive} {record.IsUnique} {record.Target} {record.Port} {string.Join('|', record.Texts)} {record.Address}";

    private static MdnsMessage Sample() => new()
    {
        Id = 4711,
        IsResponse = true,
        Questions = [new MdnsQuestion("orders.local", DnsRecordType.Ptr, WantsUnicast: true)],
        Answers =
        [
            new() { Name = "orders.local", Type = DnsRecordType.Ptr, TimeToLive = 3200, Target = "host:1.orders.local" },
            new() { Name = "host:1.orders.local", Type = DnsRecordType.Srv, TimeToLive = 3200, IsUnique = true, Port = 50002, Target = "host.local" },
        ],
        Additional =
        [
            new() { Name = "host:1.orders.local", Type = DnsRecordType.Txt, TimeToLive = 3200, Texts = ["orders", "zwölf"] },
            new() { Name = "host.local", Type = DnsRecordType.A, TimeToLive = 120, Address = IPAddress.Parse("192.0.2.7") },
            new() { Name = "host.local", Type = DnsRecordType.Aaaa, TimeToLive = 120, Address = IPAddress.Parse("fd00::7") },
        ],
    };
}
