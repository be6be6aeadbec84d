using Grpc.Core;

namespace Layotto.Grpc.Client.Calls;

/// <summary>The stream of responses of a call.</summary>
internal sealed class ResponseStreamReader<TRequest, TResponse>(ClientCall<TRequest, TResponse> call) : IAsyncStreamReader<TResponse>
    where TRequest : class
    where TResponse : class
{
    private TResponse? _current;
    private int _reading;

    public TResponse Current => _current
        ?? throw new InvalidOperationException("There is no current message: MoveNext was not called, or found the end of the stream.");

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _reading, 1) == 1)
            throw new InvalidOperationException("The previous read is still in progress; only one read may be under way.");
        try
        {
            using var registration = cancellationToken.CanBeCanceled
                ? cancellationToken.UnsafeRegister(static state => ((ClientCall)state!).End(CallEnd.ByCaller), call)
                : default;
            _current = null;
            _current = await call.ReadNextResponseAsync();
            return _current is not null;
        }
        finally
        {
            Volatile.Write(ref _reading, 0);
        }
    }
}
