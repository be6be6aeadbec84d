using Layotto.Grpc.Client.Calls;
using Layotto.Grpc.Client.Tests.Peers;

namespace Layotto.Grpc.Client.Tests.Calls;

/// <summary>A server may answer, and end the stream, before the call's writer has got hold of it; the writer must hear of it.</summary>
public sealed class StreamingContentTests
{
    [Fact]
    public async Task Writer_is_told_when_the_answer_comes_after_a_stream_that_was_never_lent()
    {
        using var content = new StreamingContent();
        await GiveUpAsync(content);
        var writer = content.GetStreamAsync(Patience.Cancellation);
        Assert.False(writer.IsCompleted);

        content.Accept();

        await Assert.ThrowsAsync<IOException>(() => writer.Soon());
    }

    [Fact]
    public async Task Writer_is_told_when_the_answer_came_before_a_stream_that_was_never_lent()
    {
        using var content = new StreamingContent();
        content.Accept();

        await GiveUpAsync(content);

        await Assert.ThrowsAsync<IOException>(() => content.GetStreamAsync(Patience.Cancellation).Soon());
    }

    [Fact]
    public async Task Writer_gets_the_next_stream_after_one_that_was_never_lent()
    {
        using var content = new StreamingContent();
        await GiveUpAsync(content);
        using var next = new MemoryStream();

        var sending = content.CopyToAsync(next, null, Patience.Cancellation);

        var lent = await content.GetStreamAsync(Patience.Cancellation).Soon();
        content.Complete();
        await sending.Soon();
        Assert.True(content.TryConfirmWrite(lent));
    }

    private static async Task GiveUpAsync(StreamingContent content)
    {
        using var stream = new MemoryStream();
        await content.CopyToAsync(stream, null, new CancellationToken(canceled: true)).Soon();
    }
}
