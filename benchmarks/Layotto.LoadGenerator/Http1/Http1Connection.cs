using Layotto.LoadGenerator.Checks;
using Layotto.LoadGenerator.Connections;
using Layotto.LoadGenerator.Loop;

namespace Layotto.LoadGenerator.Http1;

/// <summary>A keep-alive connection with one request under way at a time; nothing is pipelined.</summary>
internal sealed class Http1Connection(LoadTarget target, EventPoll poll, int token, RequestLedger ledger, Http1Request request)
    : LoadConnection(target, poll, token, ledger)
{
    private readonly Http1ResponseParser _parser = new();
    private bool _isBusy;
    private long _started;
    private long _sent;

    public override int FreeSlots => IsReady && !_isBusy ? 1 : 0;

    public override int InFlight => _isBusy ? 1 : 0;

    public override long OldestSent => _sent;

    protected override bool IsProtocolReady => true;

    public override void Send(long started, long now)
    {
        _isBusy = true;
        _started = started;
        _sent = now;
        _parser.Reset(Ledger.Check.NextTally(), request.IsHead);
        Output.Write(request.Bytes);
    }

    protected override void Start() => _isBusy = false;

    protected override int Consume(ReadOnlySpan<byte> input, long now)
    {
        if (!_isBusy)
            throw new ProtocolViolationException("The server sent bytes although no request was under way.");
        var consumed = _parser.Read(input);
        if (!_parser.IsComplete)
            return consumed;
        if (consumed < input.Length)
            throw new ProtocolViolationException("The server sent bytes behind the end of a response.");
        Complete(now);
        if (!_parser.KeepAlive)
            Renew(now);
        return consumed;
    }

    protected override bool EndOfInput(long now)
    {
        if (!_isBusy || !_parser.EndOfInput())
            return false;
        Complete(now);
        return true;
    }

    protected override void FailInFlight(ErrorKind kind, string sentence)
    {
        Ledger.Errors.Add(kind, sentence, InFlight);
        _isBusy = false;
    }

    private void Complete(long now)
    {
        _isBusy = false;
        if (Ledger.Check.Examine(_parser.Status, null, 0, _parser.Body) is { } fault)
            Ledger.Errors.Add(fault.Kind, fault.Sentence);
        else
            Ledger.Succeeded(_started, now);
    }
}
