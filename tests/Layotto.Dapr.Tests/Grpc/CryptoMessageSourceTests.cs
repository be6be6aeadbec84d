using System.Text;
using System.Threading.Channels;
using Google.Protobuf;
using Grpc.Core;
using Layotto.Dapr.Grpc;
using Layotto.Protos.Dapr.Common.V1;
using Layotto.Protos.Dapr.Runtime.V1;
using Layotto.Runtime.Errors;
using Layotto.Testing;
using Xunit;

namespace Layotto.Dapr.Tests.Grpc;

public sealed class CryptoMessageSourceTests
{
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Payloads_follow_one_another()
    {
        var source = Source(Message("one ", 0, hasOptions: true), new DecryptRequest(), Message("", 1), Message("two", 2));

        await source.ReadFirstAsync(CancellationToken);

        Assert.Equal("one two", await ReadAllAsync(source));
    }

    [Fact]
    public async Task The_first_message_needs_no_payload()
    {
        var source = Source(new DecryptRequest { Options = new DecryptRequestOptions { ComponentName = "vault" } }, Message("data", 0));

        Assert.Equal("vault", (await source.ReadFirstAsync(CancellationToken)).Options.ComponentName);
        Assert.Equal("data", await ReadAllAsync(source));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(0, 0)]
    [InlineData(0, 2)]
    public async Task Sequence_numbers_have_no_gap(ulong first, ulong second)
    {
        var source = Source(Message("a", first, hasOptions: true), Message("b", second));

        var error = await Assert.ThrowsAsync<ApiException>(async () =>
        {
            await source.ReadFirstAsync(CancellationToken);
            await ReadAllAsync(source);
        });

        Assert.Equal(CryptoErrors.Operation, error.Code);
        Assert.Contains("invalid sequence number", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_come_once()
    {
        var source = Source(Message("a", 0, hasOptions: true), Message("b", 1, hasOptions: true));
        await source.ReadFirstAsync(CancellationToken);

        var error = await Assert.ThrowsAsync<ApiException>(() => ReadAllAsync(source));

        Assert.Equal("failed to perform operation: options found in non-leading message", error.Message);
    }

    [Fact]
    public async Task A_stream_without_a_message_is_refused()
        => Assert.Equal(CommonErrors.BadRequest, (await Assert.ThrowsAsync<ApiException>(async () => await Source().ReadFirstAsync(CancellationToken))).Code);

    [Fact]
    public async Task The_first_message_is_waited_for_five_seconds()
    {
        var source = Create(new Messages());
        var first = source.ReadFirstAsync(CancellationToken).AsTask();

        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.False(first.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));

        var error = await Assert.ThrowsAsync<ApiException>(() => first.WaitAsync(TimeSpan.FromSeconds(30), CancellationToken));
        Assert.Equal(CommonErrors.BadRequest, error.Code);
    }

    private static DecryptRequest Message(string data, ulong sequence, bool hasOptions = false) => new()
    {
        Options = hasOptions ? new DecryptRequestOptions { ComponentName = "vault" } : null,
        Payload = new StreamPayload { Data = ByteString.CopyFromUtf8(data), Seq = sequence },
    };

    private static async Task<string> ReadAllAsync(CryptoMessageSource<DecryptRequest> source)
    {
        var (text, buffer) = (new StringBuilder(), new byte[3]);
        while (await source.ReadAsync(buffer, CancellationToken) is > 0 and var count)
            text.Append(Encoding.UTF8.GetString(buffer, 0, count));
        return text.ToString();
    }

    private CryptoMessageSource<DecryptRequest> Source(params DecryptRequest[] requests)
    {
        var messages = new Messages();
        Array.ForEach(requests, request => Assert.True(messages.Channel.Writer.TryWrite(request)));
        messages.Channel.Writer.Complete();
        return Create(messages);
    }

    private CryptoMessageSource<DecryptRequest> Create(Messages messages)
        => new(messages, request => request.Payload, request => request.Options is not null, _time);

    private sealed class Messages : IAsyncStreamReader<DecryptRequest>
    {
        public Channel<DecryptRequest> Channel { get; } = System.Threading.Channels.Channel.CreateUnbounded<DecryptRequest>();

        public DecryptRequest Current { get; private set; } = null!;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            if (!await Channel.Reader.WaitToReadAsync(cancellationToken))
                return false;
            Current = await Channel.Reader.ReadAsync(cancellationToken);
            return true;
        }
    }
}
