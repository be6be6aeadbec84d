using System.Net;
using System.Text;

namespace Layotto.EndToEnd.Tests.Invocation;

/// <summary>A body that a test writes piece by piece.</summary>
internal sealed class ScriptedContent : HttpContent
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource<Stream> _stream = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Sends a piece.</summary>
    public async Task WriteAsync(string text)
    {
        var stream = await _stream.Task.WaitAsync(Patience);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text));
        await stream.FlushAsync();
    }

    /// <summary>Ends the body.</summary>
    public void Complete() => _completed.SetResult();

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.FlushAsync();
        _stream.SetResult(stream);
        await _completed.Task.WaitAsync(Patience);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
