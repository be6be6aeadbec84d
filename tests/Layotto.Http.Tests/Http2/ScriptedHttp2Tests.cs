using Layotto.Http.Http2;
using Layotto.Testing;

namespace Layotto.Http.Tests.Http2;

/// <summary>A client, and a server whose every frame a test writes itself.</summary>
public abstract class ScriptedHttp2Tests : IAsyncDisposable
{
    private protected static readonly (string, string) Fine = (":status", "200");
    private protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    protected ScriptedHttp2Tests() => Pool = NewPool(new Http2Options());

    protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private protected ScriptedHttp2Server Server { get; } = new();

    private protected FakeTimeProvider Time { get; } = new();

    protected Http2Pool Pool { get; private set; }

    public async ValueTask DisposeAsync()
    {
        Pool.Dispose();
        await Server.DisposeAsync();
    }

    protected void UsePool(Http2Options options)
    {
        Pool.Dispose();
        Pool = NewPool(options);
    }

    protected Task<Http2Stream> OpenAsync(params (string Name, string Value)[] headers) => Pool.OpenAsync("/x", [("te", "trailers"), .. headers]);

    // The first request of a connection, whose head the server has seen.
    private protected async Task<Http2Stream> OpenedAsync(params (SettingId Id, uint Value)[] settings)
    {
        var opening = OpenAsync();
        await Server.AcceptAsync(settings);
        var stream = await opening;
        stream.Flush();
        Assert.Equal(1, (await Server.RequestAsync()).Id);
        return stream;
    }

    // The next request, whose head the server has seen.
    private protected async Task<Http2Stream> NextAsync()
    {
        var stream = await OpenAsync();
        stream.Flush();
        Assert.Equal(stream.Id, (await Server.RequestAsync()).Id);
        return stream;
    }

    // The connection is still there, and everything sent before was taken in.
    private protected async Task PingAsync()
    {
        await Server.SendAsync(FrameType.Ping, FrameFlags.None, 0, new byte[8]);
        while ((await Server.FrameAsync()).Header.Type != FrameType.Ping)
        {
        }
    }

    private Http2Pool NewPool(Http2Options options) => new(Server.EndPoint, "a", options with { TimeProvider = Time });
}
