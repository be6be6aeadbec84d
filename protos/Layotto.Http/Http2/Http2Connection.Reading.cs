namespace Layotto.Http.Http2;

/// <content>The loop that reads.</content>
internal sealed partial class Http2Connection
{
    private const int InputSize = 64 * 1024;

    // A server that never lets the loop wait has it wait for others now and then.
    private const int MostReadsInOneGo = 64;

    private readonly byte[] _input = new byte[InputSize];
    private readonly List<Http2Stream> _news = [];
    private int _inputStart;
    private int _inputEnd;

    private async Task ReadAsync()
    {
        try
        {
            for (var reads = 1; ; reads++)
            {
                MakeRoom();
                var receiving = _wire.ReadAsync(_input.AsMemory(_inputEnd), CancellationToken.None);
                if (!receiving.IsCompleted)
                    reads = 0;
                var received = await receiving.ConfigureAwait(false);
                if (received == 0)
                {
                    Close(HasSpoken ? Lost(null) : _pool.ClosedWithoutAnswer());
                    return;
                }

                _inputEnd += received;
                TakeFrames();
                if (reads >= MostReadsInOneGo)
                {
                    await Task.Yield();
                    reads = 0;
                }
            }
        }
        catch (Http2Exception broken)
        {
            Abandon(broken);
        }
        catch (Exception exception)
        {
            Close(Reason(exception));
        }
    }

    private void MakeRoom()
    {
        if (_inputStart == _inputEnd)
        {
            _inputStart = _inputEnd = 0;
        }
        else if (_input.Length - _inputStart < FrameHeader.Size + FrameHeader.MaxPayload)
        {
            _input.AsSpan(_inputStart, _inputEnd - _inputStart).CopyTo(_input);
            _inputEnd -= _inputStart;
            _inputStart = 0;
        }
    }

    // All that has come is taken in before anybody is woken: most responses are there whole by then.
    private void TakeFrames()
    {
        try
        {
            while (TryTakeFrame())
            {
            }
        }
        finally
        {
            if (_news.Count > 0)
                WakeAll();
        }

        Flush();
    }

    private void WakeAll()
    {
        foreach (var stream in _news)
            stream.HasNews = false;
        if (_options.RunContinuationsAsynchronously)
        {
            WakeUp.Start(_news);
        }
        else
        {
            foreach (var stream in _news)
                stream.Wake(isElsewhere: false);
        }

        _news.Clear();
    }

    private bool TryTakeFrame()
    {
        var input = _input.AsSpan(_inputStart, _inputEnd - _inputStart);
        if (!HasSpoken)
            RequireHttp2(input);
        if (input.Length < FrameHeader.Size)
            return false;
        var header = FrameHeader.Read(input);
        if (header.Length > FrameHeader.MaxPayload)
            throw Http2Exception.Broken(Http2ErrorCode.FrameSizeError, $"The server sent a frame of {header.Length} bytes; {FrameHeader.MaxPayload} are allowed.");
        if (input.Length - FrameHeader.Size < header.Length)
            return false;
        _inputStart += FrameHeader.Size + header.Length;
        OnFrame(header, input.Slice(FrameHeader.Size, header.Length));
        return true;
    }

    private void RequireHttp2(ReadOnlySpan<byte> input)
    {
        if (input.StartsWith("HTTP/1"u8))
            throw new UpstreamUnavailableException(_pool.AnsweredInHttp1);
    }

    // The server is told why before the connection is closed.
    private void Abandon(Http2Exception broken)
    {
        byte[]? lastWords = null;
        lock (_lock)
        {
            _isDraining = true;
            AppendGoAway(broken.Code);

            // Behind what is being sent nothing gets through any more.
            if (_closeReason is null && !_isSending)
                lastWords = _output.Memory.ToArray();
            _output.Truncate(0);
        }

        if (lastWords is not null)
            SendLast(lastWords);
        Close(broken);
    }

    private void SendLast(byte[] words)
    {
        try
        {
            // Closing sends it too; a server that doesn't read must not keep this from closing.
            _ = _wire.WriteAsync(words, CancellationToken.None).AsTask().ContinueWith(
                static failed => failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
        catch (Exception exception) when (IsLoss(exception))
        {
            // The server knows already.
        }
    }

    // A connection whose stream has exceptions of its own kinds tells more by them than that it is gone.
    private Exception Reason(Exception exception) => !IsLoss(exception) ? exception : HasSpoken ? Lost(exception) : _pool.ClosedWithoutAnswer();

    private static bool IsLoss(Exception exception) => exception is ObjectDisposedException || exception.GetType() == typeof(IOException);

    private void AddNews(Http2Stream stream)
    {
        if (stream.HasNews)
            return;
        stream.HasNews = true;
        _news.Add(stream);
    }
}
