namespace Grpc.Core;

/// <summary>What the four call types share: functions with a state, so a call needs no closures.</summary>
internal readonly struct AsyncCallState
{
    private readonly object _responseHeaders;
    private readonly Delegate _getStatus;
    private readonly Delegate _getTrailers;
    private readonly Delegate _dispose;
    private readonly object? _state;

    public AsyncCallState(
        Task<Metadata> responseHeadersAsync, Func<Status> getStatus, Func<Metadata> getTrailers, Action dispose)
    {
        _responseHeaders = responseHeadersAsync;
        _getStatus = getStatus;
        _getTrailers = getTrailers;
        _dispose = dispose;
        _state = null;
    }

    public AsyncCallState(
        Func<object, Task<Metadata>> responseHeadersAsync,
        Func<object, Status> getStatus,
        Func<object, Metadata> getTrailers,
        Action<object> dispose,
        object state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _responseHeaders = responseHeadersAsync;
        _getStatus = getStatus;
        _getTrailers = getTrailers;
        _dispose = dispose;
        _state = state;
    }

    public Task<Metadata> ResponseHeadersAsync() =>
        _state is null ? (Task<Metadata>)_responseHeaders : ((Func<object, Task<Metadata>>)_responseHeaders)(_state);

    public Status GetStatus() =>
        _state is null ? ((Func<Status>)_getStatus)() : ((Func<object, Status>)_getStatus)(_state);

    public Metadata GetTrailers() =>
        _state is null ? ((Func<Metadata>)_getTrailers)() : ((Func<object, Metadata>)_getTrailers)(_state);

    public void Dispose()
    {
        if (_state is null)
            ((Action)_dispose)();
        else
            ((Action<object>)_dispose)(_state);
    }
}
