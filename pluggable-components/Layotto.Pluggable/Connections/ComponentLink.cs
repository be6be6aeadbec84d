using Grpc.Core;
using Layotto.Components;
using Layotto.Grpc.Client;
using Layotto.Pluggable.Discovery;

namespace Layotto.Pluggable.Connections;

/// <summary>
/// Keeps a component and its process together. A process is initialised over the very connection that its calls then use; when that
/// connection is lost, calls fail at once, and none gets through again before the process that is back has been initialised.
/// </summary>
/// <param name="socket">Where the process is.</param>
/// <param name="initialise">Initialises the process over the connection it is given.</param>
/// <param name="ping">Asks the process whether it answers, over the connection and with the options it is given.</param>
internal sealed class ComponentLink(
    ComponentSocket socket, Func<CallInvoker, CancellationToken, Task> initialise, Func<CallInvoker, CallOptions, Task> ping) : IAsyncDisposable
{
    private const double LargestJitter = 0.2;
    private const int TolerableSilences = 1;

    private readonly CancellationTokenSource _stopping = new();
    private volatile ComponentSession? _session;
    private volatile string _reason = "it has not been initialised";
    private TaskCompletionSource _arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ComponentContext _context = null!;
    private TimeSpan _callTimeout;
    private GrpcChannelOptions _channelOptions = null!;
    private Task _supervising = Task.CompletedTask;

    /// <summary>Starts calls; they fail with a <see cref="ComponentUnavailableException"/> while there is no process.</summary>
    public CallInvoker Invoker { get; private set; } = null!;

    /// <summary>What the process is told when it is initialised: the component's settings, less those of the gateway.</summary>
    public IEnumerable<KeyValuePair<string, string>> Properties
        => _context.Metadata.Where(property => !property.Key.StartsWith(PluggableSettings.Prefix, StringComparison.OrdinalIgnoreCase));

    /// <summary>The component's surroundings.</summary>
    public ComponentContext Context => _context;

    /// <summary>Fires when the component is disposed.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Connects and initialises, and follows the process from then on.</summary>
    /// <exception cref="ComponentException">The process isn't there, or refuses.</exception>
    public async ValueTask StartAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        _context = context;
        _callTimeout = PluggableSettings.CallTimeout.Read(context.Metadata);
        _channelOptions = new GrpcChannelOptions
        {
            MaxReceiveMessageSize = (int)Math.Clamp(PluggableSettings.MaxMessageSize.Read(context.Metadata), 1, int.MaxValue),
            TimeProvider = context.TimeProvider,
        };
        Invoker = InvokerOf(() => RequireSession().Invoker);
        var session = await OpenAsync(cancellationToken).ConfigureAwait(false);
        Arrive(session);
        _supervising = Task.Run(() => SuperviseAsync(session, _stopping.Token), CancellationToken.None);
    }

    /// <summary>How long a call, or a step of a stream, may take.</summary>
    public TimeSpan CallTimeout => _callTimeout;

    /// <summary>The most bytes that one message of the process may have.</summary>
    public int MaxMessageSize => _channelOptions.MaxReceiveMessageSize ?? int.MaxValue;

    /// <summary>Gives the connection to a process that has been initialised.</summary>
    /// <exception cref="ComponentUnavailableException">There is none.</exception>
    public ComponentSession RequireSession() => _session ?? throw new ComponentUnavailableException(_reason);

    /// <summary>Waits for a process that has been initialised.</summary>
    public async Task<ComponentSession> WaitForSessionAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var arrival = Volatile.Read(ref _arrival).Task;
            if (_session is { } session)
                return session;
            await arrival.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Starts calls over one connection, whatever takes its place.</summary>
    public CallInvoker InvokerOf(ComponentSession session) => InvokerOf(() => session.Invoker);

    /// <summary>Asks the process whether it answers.</summary>
    /// <exception cref="ComponentException">It doesn't.</exception>
    public async ValueTask PingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ping(Invoker, PingOptions(cancellationToken)).ConfigureAwait(false);
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.Unimplemented)
        {
            // That it has no ping is an answer, as in Dapr.
        }
        catch (RpcException exception)
        {
            throw Error(exception, cancellationToken);
        }
    }

    /// <summary>What a call's end means to whoever called the component.</summary>
    public Exception Error(RpcException exception, CancellationToken cancellationToken) => LinkErrors.Describe(exception, socket, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _supervising.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _reason = "the component has been stopped";
        var session = _session;
        _session = null;
        if (session is null)
            return;
        await session.DisposeAsync().ConfigureAwait(false);
        socket.Leave(session.File);
    }

    private ComponentInvoker InvokerOf(Func<CallInvoker> current) => new(current, _context.Name, _callTimeout, _context.TimeProvider);

    private CallOptions PingOptions(CancellationToken cancellationToken) => new(
        deadline: (_context.TimeProvider.GetUtcNow() + socket.Options.PingTimeout).UtcDateTime, cancellationToken: cancellationToken);

    private async Task<ComponentSession> OpenAsync(CancellationToken cancellationToken)
    {
        // Somebody may have put another file there since it was discovered.
        var file = SocketFile.Find(socket.Path, socket.Options)
            ?? throw new ComponentUnavailableException($"the socket {socket.Path} is not there");
        if (file.Refusal is { } refusal)
            throw NotUsed(refusal);
        var check = new PeerCheck(socket.Options);
        var session = new ComponentSession(file, _channelOptions with { Connected = check.Look });
        try
        {
            await session.ConnectAsync(cancellationToken).ConfigureAwait(false);
            await initialise(InvokerOf(session), cancellationToken).ConfigureAwait(false);
            return session;
        }
        catch (RpcException exception)
        {
            await session.AbandonAsync().ConfigureAwait(false);
            throw check.Refusal is { } stranger ? NotUsed(stranger) : Error(exception, cancellationToken);
        }
        catch
        {
            await session.AbandonAsync().ConfigureAwait(false);
            throw;
        }
    }

    private ComponentException NotUsed(string refusal) => new($"The socket {socket.Path} is not used. {refusal}");

    private void Arrive(ComponentSession session)
    {
        socket.Enter(session.File);
        _session = session;
        Interlocked.Exchange(ref _arrival, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
    }

    private async Task SuperviseAsync(ComponentSession session, CancellationToken cancellationToken)
    {
        var silences = 0;
        while (true)
        {
            if (await session.WaitForLossAsync(socket.Options.PingInterval, _context.TimeProvider, cancellationToken).ConfigureAwait(false))
            {
                Lose(session, $"the process behind the socket {socket.Path} is gone");
                LinkLog.Lost(_context.Logger, _context.Name, socket.Path);
                await session.AbandonAsync().ConfigureAwait(false);
                session = await ReopenAsync(cancellationToken).ConfigureAwait(false);
                Arrive(session);
                Tell(null);
                LinkLog.Back(_context.Logger, _context.Name, socket.Path);
                silences = 0;
            }
            else
            {
                silences = await AnswersAsync(session, cancellationToken).ConfigureAwait(false) ? Heard(silences) : Unheard(silences);
            }
        }
    }

    private void Lose(ComponentSession session, string reason)
    {
        _reason = reason;
        _session = null;
        socket.Leave(session.File);
        Tell(reason);
    }

    private void Tell(string? problem)
    {
        socket.Note(problem);
        _context.Report(problem is null ? ComponentHealth.Ready : ComponentHealth.Failed, problem);
    }

    private int Heard(int silences)
    {
        if (silences > TolerableSilences)
        {
            Tell(null);
            LinkLog.AnswersAgain(_context.Logger, _context.Name, socket.Path);
        }

        return 0;
    }

    private int Unheard(int silences)
    {
        if (silences == TolerableSilences)
        {
            Tell($"the process behind the socket {socket.Path} does not answer");
            LinkLog.Mute(_context.Logger, _context.Name, socket.Path);
        }

        return silences + 1;
    }

    // Any answer is one, that it has no Ping too.
    private async Task<bool> AnswersAsync(ComponentSession session, CancellationToken cancellationToken)
    {
        try
        {
            await ping(InvokerOf(session), PingOptions(cancellationToken)).ConfigureAwait(false);
            return true;
        }
        catch (RpcException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return exception.StatusCode is not (StatusCode.DeadlineExceeded or StatusCode.Unavailable);
        }
    }

    private async Task<ComponentSession> ReopenAsync(CancellationToken cancellationToken)
    {
        var told = "";
        for (var delay = socket.Options.FirstReconnectDelay; ; delay = Longer(delay))
        {
            try
            {
                return await OpenAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (ComponentException exception)
            {
                _reason = exception.Message;
                Tell(exception.Message);

                // That it isn't there yet is what was told at its loss.
                if (exception is not ComponentUnavailableException && exception.Message != told)
                    LinkLog.NotBack(_context.Logger, _context.Name, told = exception.Message);
            }

            await Task.Delay(delay * (1 - (Random.Shared.NextDouble() * LargestJitter)), _context.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    private TimeSpan Longer(TimeSpan delay)
        => delay * 2 < socket.Options.LongestReconnectDelay ? delay * 2 : socket.Options.LongestReconnectDelay;
}
