using System.Text;

namespace Layotto.Gateway.Tests.Support;

/// <summary>A stream that keeps what is written to it, and lets a test wait for a line.</summary>
internal sealed class LineStream : Stream
{
    private readonly Lock _gate = new();
    private readonly MemoryStream _written = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Text
    {
        get
        {
            lock (_gate)
                return Encoding.UTF8.GetString(_written.ToArray());
        }
    }

    public IReadOnlyList<string> Lines => Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public async Task<string> WaitForAsync(string part)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
                changed = _changed.Task;
            if (Lines.FirstOrDefault(line => line.Contains(part, StringComparison.Ordinal)) is { } found)
                return found;
            try
            {
                await changed.WaitAsync(Deadline.Default, TestContext.Current.CancellationToken);
            }
            catch (TimeoutException)
            {
                throw new TimeoutException($"No line with \"{part}\" among:\n{Text}");
            }
        }
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            _written.Write(buffer, offset, count);
            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
    }

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    public override void Flush() { }
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
}
