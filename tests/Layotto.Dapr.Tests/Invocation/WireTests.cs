using System.Buffers;
using System.IO.Pipelines;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Layotto.Dapr.Invocation.Wire;
using Layotto.Protos.Dapr.Common.V1;
using Layotto.Protos.Dapr.Internals.V1;
using Xunit;

namespace Layotto.Dapr.Tests.Invocation;

/// <summary>The messages between sidecars that are read and written by hand, held to those that generated code makes.</summary>
public sealed class WireTests
{
    private static readonly InternalInvokeRequestStream Request = new()
    {
        Request = new InternalInvokeRequest
        {
            Ver = APIVersion.V1,
            Metadata =
            {
                ["Accept"] = new ListStringValue { Values = { "text/plain", "*/*" } },
                ["x-long"] = new ListStringValue { Values = { new string('v', 300) } },
                ["x-empty"] = new ListStringValue { Values = { "" } },
                ["x-umlaut"] = new ListStringValue { Values = { "ä" } },
            },
            Message = new InvokeRequest
            {
                Method = "orders/ä",
                ContentType = "application/json",
                Data = new Any { TypeUrl = "type" },
                HttpExtension = new HTTPExtension { Verb = HTTPExtension.Types.Verb.Patch, Querystring = "a=b" },
            },
        },
        Payload = new StreamPayload { Data = ByteString.CopyFromUtf8("data"), Seq = 3 },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void A_request_is_read_as_generated_code_writes_it()
    {
        var chunk = StreamChunk.Parse(new ReadOnlySequence<byte>(Request.ToByteArray()));
        Assert.True(chunk.HasHead);
        Assert.True(chunk.HasPayload);
        Assert.Equal("data"u8.ToArray(), chunk.Data.ToArray());
        Assert.Equal(3ul, chunk.Sequence);
        var head = PeerRequestHead.Parse(chunk.Head);
        Assert.Equal(("orders/ä", 9, "a=b", "application/json", "type"), (head.Method, head.Verb, head.Query, head.ContentType, head.TypeUrl));
        Assert.Equal(["text/plain", "*/*"], head.Headers.Where(header => header.Key == "Accept").Select(header => header.Value));
        Assert.Equal(300, head.Find("X-LONG")!.Length);
        Assert.Equal("", head.Find("x-empty"));
        Assert.Equal("ä", head.Find("x-umlaut"));
    }

    [Fact]
    public void A_response_is_read_as_generated_code_writes_it()
    {
        var response = new InternalInvokeResponse
        {
            Status = new Status { Code = 404, Message = "not here", Details = { Any.Pack(new Empty()) } },
            Headers = { ["x-a"] = new ListStringValue { Values = { "1", "2" } } },
            Trailers = { ["x-t"] = new ListStringValue { Values = { "3" } } },
            Message = new InvokeResponse { ContentType = "text/plain", Data = new Any { TypeUrl = "t", Value = ByteString.CopyFromUtf8("whole") } },
        };
        var head = PeerResponseHead.Parse(response.ToByteArray());
        Assert.Equal((404, "not here", "text/plain", "t", true, true), (head.Code, head.Message, head.ContentType, head.TypeUrl, head.HasStatus, head.IsHttp));
        Assert.Equal(["1", "2"], head.Headers.Select(header => header.Value));
        Assert.Equal("3", head.Trailers.Single().Value);
        Assert.Equal("whole"u8.ToArray(), head.Data);
        Assert.Equal(Any.Pack(new Empty()), Any.Parser.ParseFrom(head.Details.Single()));
    }

    [Fact]
    public void What_is_written_by_hand_generated_code_reads()
    {
        using var writer = new WireWriter();
        var frame = writer.BeginFrame();
        var request = writer.BeginMessage(1);
        writer.Number(1, 1);
        foreach (var value in new[] { "", "short", new string('l', 1000), "ä€😀" })
            Layotto.Dapr.Invocation.PeerCalls.WriteEntry(writer, "x" + value.Length, value);
        var message = writer.BeginMessage(3);
        writer.Text(1, "method");
        writer.EndMessage(message);
        writer.EndMessage(request);
        var payload = writer.BeginMessage(2);
        writer.Bytes(1, new byte[5000]);
        writer.EndMessage(payload);
        writer.EndFrame(frame);

        Assert.Equal(0, writer.Memory.Span[0]);
        var read = InternalInvokeRequestStream.Parser.ParseFrom(writer.Memory.Span[WireWriter.FrameHeader..]);
        Assert.Equal(APIVersion.V1, read.Request.Ver);
        Assert.Equal("method", read.Request.Message.Method);
        Assert.Equal("", read.Request.Metadata["x0"].Values.Single());
        Assert.Equal("short", read.Request.Metadata["x5"].Values.Single());
        Assert.Equal(1000, read.Request.Metadata["x1000"].Values.Single().Length);
        Assert.Equal("ä€😀", read.Request.Metadata["x4"].Values.Single());
        Assert.Equal(5000, read.Payload.Data.Length);
    }

    [Theory]
    [InlineData(0ul, 1)]
    [InlineData(127ul, 0)]
    [InlineData(128ul, 200)]
    [InlineData(70_000ul, 16_000)]
    public void A_chunk_is_read_by_generated_code(ulong sequence, int length)
    {
        var chunk = new byte[StreamChunk.PrefixSize + length];
        Random.Shared.NextBytes(chunk.AsSpan(StreamChunk.PrefixSize));
        StreamChunk.PutPrefix(chunk, sequence, length);

        var read = InternalInvokeResponseStream.Parser.ParseFrom(chunk.AsSpan(WireWriter.FrameHeader));
        Assert.Equal(sequence, read.Payload.Seq);
        Assert.Equal(chunk[StreamChunk.PrefixSize..], read.Payload.Data.ToByteArray());
    }

    [Fact]
    public void Broken_messages_are_errors_and_nothing_else()
    {
        var good = Request.ToByteArray();
        var random = new Random(5);
        for (var round = 0; round < 20_000; round++)
        {
            var broken = (byte[])good.Clone();
            for (var change = random.Next(1, 4); change > 0; change--)
                broken[random.Next(broken.Length)] = (byte)random.Next(256);
            try
            {
                var chunk = StreamChunk.Parse(new ReadOnlySequence<byte>(broken.AsMemory(0, random.Next(broken.Length + 1))));
                if (chunk.HasHead)
                    PeerRequestHead.Parse(chunk.Head);
            }
            catch (WireFormatException)
            {
                // What it should be.
            }
        }
    }

    [Fact]
    public async Task Frames_are_found_wherever_they_are_cut()
    {
        var bytes = new List<byte>();
        byte[][] messages = [[1], [], [.. Enumerable.Repeat((byte)7, 70_000)], [2, 3]];
        foreach (var message in messages)
        {
            var header = new byte[WireWriter.FrameHeader];
            WireWriter.PutFrame(header, message.Length);
            bytes.AddRange([.. header, .. message]);
        }

        foreach (var size in new[] { 1, 3, 4096, 1_000_000 })
        {
            using var frames = new StreamFrames(new PiecewiseStream([.. bytes], size), 100_000);
            var pipe = new PipeFrames(PipeReader.Create(new PiecewiseStream([.. bytes], size)), 100_000);
            foreach (var message in messages)
            {
                Assert.True(await frames.ReadAsync(Token));
                Assert.Equal(message, frames.Message.ToArray());
                Assert.True(await pipe.ReadAsync(Token));
                Assert.Equal(message, pipe.Message.ToArray());
            }

            Assert.False(await frames.ReadAsync(Token));
            Assert.False(await pipe.ReadAsync(Token));
        }
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 0 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 2, 1 })]
    [InlineData(new byte[] { 1, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0, 255, 255, 255, 255 })]
    public async Task Frames_that_are_none_are_errors(byte[] bytes)
    {
        using var frames = new StreamFrames(new MemoryStream(bytes), 1000);
        await Assert.ThrowsAsync<WireFormatException>(async () => await frames.ReadAsync(Token));
        var pipe = new PipeFrames(PipeReader.Create(new MemoryStream(bytes)), 1000);
        await Assert.ThrowsAsync<WireFormatException>(async () => await pipe.ReadAsync(Token));
    }

    private sealed class PiecewiseStream(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
            => base.ReadAsync(buffer[..Math.Min(buffer.Length, size)], cancellationToken);
    }
}
