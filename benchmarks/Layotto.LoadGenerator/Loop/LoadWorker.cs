using Layotto.LoadGenerator.Checks;
using Layotto.LoadGenerator.CommandLine;
using Layotto.LoadGenerator.Connections;
using Layotto.LoadGenerator.Histograms;
using Layotto.LoadGenerator.Http1;
using Layotto.LoadGenerator.Http2;
using Layotto.LoadGenerator.Schedules;

namespace Layotto.LoadGenerator.Loop;

/// <summary>
/// One thread with its share of the connections: waits for sockets and due times, sends, reads, keeps the books. It
/// blocks on purpose, as it owns its thread.
/// </summary>
internal sealed class LoadWorker : IDisposable
{
    private const long TickInterval = 10_000_000;
    private const long ConnectPatience = 10_000_000_000;

    private readonly MonotonicClock _clock;
    private readonly EventPoll _poll = new();
    private readonly LoadConnection[] _connections;
    private readonly long _timeout;
    private readonly bool _isOpenLoop;
    private long _nextTick;
    private int _nextConnection;

    public LoadWorker(LoadOptions options, int connections, TimeProvider timeProvider)
    {
        _clock = new MonotonicClock(timeProvider);
        _timeout = MonotonicClock.ToNanoseconds(options.Timeout);
        _isOpenLoop = options.IsOpenLoop;
        Ledger = new RequestLedger(_isOpenLoop, new ResponseCheck(Expectation(options)));
        _connections = new LoadConnection[connections];
        var create = ConnectionFactory(options);
        for (var token = 0; token < connections; token++)
            _connections[token] = create(token);
    }

    public RequestLedger Ledger { get; }

    /// <summary>How late this loop noticed due times, in nanoseconds: its own lateness, not the server's.</summary>
    public LatencyHistogram ScheduleLag { get; } = new();

    /// <summary>Requests whose due time fell into the window.</summary>
    public long Offered { get; private set; }

    /// <summary>Opens all connections and waits until requests can be sent on each, or until patience ends.</summary>
    /// <returns>False if a connection never became ready; the ledger says why.</returns>
    public bool Connect(CancellationToken cancellationToken)
    {
        var now = _clock.Now;
        var deadline = now + Math.Min(ConnectPatience, _timeout);
        foreach (var connection in _connections)
            connection.Open(now);
        while (!Array.TrueForAll(_connections, connection => connection.IsReady))
        {
            // A server that refuses once refuses again: there is nothing to measure.
            if (Ledger.Errors.Total > 0)
                return false;
            if (now >= deadline || cancellationToken.IsCancellationRequested)
            {
                Ledger.Errors.Add(ErrorKind.Connect, "The server did not send its HTTP/2 settings in time.");
                return false;
            }

            HandleEvents(TickInterval);
            now = _clock.Now;
            foreach (var connection in _connections)
                connection.Flush(now);
        }

        return true;
    }

    /// <summary>Sends until <paramref name="end"/>; an open loop then waits for what is still under way.</summary>
    /// <param name="windowStart">Nanoseconds from which the load is measured.</param>
    /// <param name="end">Nanoseconds at which sending ends.</param>
    /// <param name="schedule">The timetable of an open loop; null for a closed one.</param>
    /// <param name="cancellationToken">Ends the run early; an open loop then counts what is missing as unfinished.</param>
    public void Run(long windowStart, long end, ArrivalSchedule? schedule, CancellationToken cancellationToken)
    {
        Ledger.SetWindow(windowStart, end);
        if (schedule is null)
            RunClosedLoop(end, cancellationToken);
        else
            RunOpenLoop(schedule, windowStart, end, cancellationToken);
    }

    public void Dispose()
    {
        foreach (var connection in _connections)
            connection.Dispose();
        _poll.Dispose();
    }

    private void RunClosedLoop(long end, CancellationToken cancellationToken)
    {
        for (var now = _clock.Now; now < end && !cancellationToken.IsCancellationRequested; now = _clock.Now)
        {
            foreach (var connection in _connections)
                Fill(connection, now);
            Tick(now);
            HandleEvents(Math.Min(_nextTick, end) - now);
        }
    }

    private void RunOpenLoop(ArrivalSchedule schedule, long windowStart, long end, CancellationToken cancellationToken)
    {
        long noticed = 0;
        long sent = 0;
        Offered = schedule.Total - schedule.CountDue(windowStart - 1);
        var giveUp = end + _timeout;
        for (var now = _clock.Now; now < giveUp && !cancellationToken.IsCancellationRequested; now = _clock.Now)
        {
            for (var due = schedule.CountDue(now); noticed < due; noticed++)
            {
                if (schedule.DueAt(noticed) >= windowStart)
                    ScheduleLag.Record(now - schedule.DueAt(noticed));
            }

            sent = Dispatch(schedule, sent, noticed, now);
            if (sent == schedule.Total && Ledger.Returned.Count == 0 && !IsAnyInFlight())
                return;
            Tick(now);
            var next = noticed < schedule.Total ? Math.Min(_nextTick, schedule.DueAt(noticed)) : _nextTick;
            HandleEvents(next - _clock.Now);
        }

        var unfinished = schedule.Total - sent + Ledger.Returned.Count + _connections.Sum(connection => connection.InFlight);
        Ledger.Errors.Add(ErrorKind.Unfinished, "Requests were due but not answered when the run was given up.", unfinished);
    }

    // Sends what is due as far as there is room; the rest keeps its due time and so its waiting counts.
    private long Dispatch(ArrivalSchedule schedule, long sent, long due, long now)
    {
        while (sent < due || Ledger.Returned.Count > 0)
        {
            var connection = NextWithRoom();
            if (connection is null)
                break;
            if (Ledger.Returned.TryDequeue(out var returned))
                connection.Send(returned, now);
            else
                connection.Send(schedule.DueAt(sent++), now);
        }

        foreach (var connection in _connections)
            connection.Flush(now);
        return sent;
    }

    private LoadConnection? NextWithRoom()
    {
        for (var tried = 0; tried < _connections.Length; tried++)
        {
            var connection = _connections[_nextConnection];
            _nextConnection = (_nextConnection + 1) % _connections.Length;
            if (connection.FreeSlots > 0)
                return connection;
        }

        return null;
    }

    private void HandleEvents(long patience)
    {
        var count = _poll.Wait(patience);
        for (var index = 0; index < count; index++)
        {
            var (token, events) = _poll.EventAt(index);
            var connection = _connections[token];
            var now = _clock.Now;
            connection.HandleEvents(events, now);
            if (!_isOpenLoop)
                Fill(connection, now);
        }
    }

    private static void Fill(LoadConnection connection, long now)
    {
        for (var free = connection.FreeSlots; free > 0; free--)
            connection.Send(now, now);
        connection.Flush(now);
    }

    private void Tick(long now)
    {
        if (now < _nextTick)
            return;
        _nextTick = now + TickInterval;
        foreach (var connection in _connections)
            connection.Tick(now, _timeout);
    }

    private bool IsAnyInFlight() => Array.Exists(_connections, connection => connection.InFlight > 0);

    private static ResponseExpectation Expectation(LoadOptions options)
    {
        int? messages = options.Shape switch
        {
            CallShape.Unary when options.ExpectedGrpcStatus == 0 => 1,
            CallShape.PingPong => options.PingsPerStream,
            _ => null,
        };
        return options.Protocol == LoadProtocol.Grpc
            ? new ResponseExpectation(options.ExpectedStatus, options.ExpectedGrpcStatus, messages, options.ExpectedLength)
            : new ResponseExpectation(options.ExpectedStatus, null, null, options.ExpectedLength);
    }

    private Func<int, LoadConnection> ConnectionFactory(LoadOptions options)
    {
        var target = options.Target;
        if (options.Protocol == LoadProtocol.Http1)
        {
            var request = new Http1Request(
                options.EffectiveMethod, options.Path, target.Authority, options.Headers, options.Body);
            return token => new Http1Connection(target, _poll, token, Ledger, request);
        }

        var isGrpc = options.Protocol == LoadProtocol.Grpc;
        var body = isGrpc ? GrpcMessageCounter.Frame(options.Body) : options.Body;
        var stream = Http2Request.Create(
            options.EffectiveMethod, options.Path, target.Authority, options.Headers, body, isGrpc, options.Shape, options.PingsPerStream);
        return token => new Http2Connection(target, _poll, token, Ledger, stream, options.Streams);
    }
}
