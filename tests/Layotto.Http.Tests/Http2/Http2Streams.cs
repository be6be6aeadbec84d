using System.Buffers;
using Layotto.Http.Http2;

namespace Layotto.Http.Tests.Http2;

/// <summary>What tests do with streams; each wait has a deadline.</summary>
internal static class Http2Streams
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static Task<Http2Stream> OpenAsync(this Http2Pool pool, string path, params (string Name, string Value)[] headers)
        => pool.OpenAsync(new TestHead(path, headers), TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);

    public static Task<bool> WriteAsync(this Http2Stream stream, ReadOnlyMemory<byte> bytes, bool isEnd = false)
        => stream.SendAsync(new ReadOnlySequence<byte>(bytes), isEnd).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);

    public static Task HeadAsync(this Http2Stream stream) => stream.ReadHeadAsync().AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);

    public static async Task<byte[]> PieceAsync(this Http2Stream stream)
    {
        var buffer = new byte[64 * 1024];
        return await stream.WaitForBodyAsync().AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken) ? buffer[..stream.Read(buffer)] : [];
    }

    public static async Task<byte[]> BodyAsync(this Http2Stream stream)
    {
        var body = new MemoryStream();
        while (await stream.PieceAsync() is { Length: > 0 } piece)
            body.Write(piece);
        return body.ToArray();
    }
}
