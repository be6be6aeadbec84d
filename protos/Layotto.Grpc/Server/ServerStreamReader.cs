using Grpc.Core;

namespace Layotto.Grpc.Server;

/// <summary>The requests of a call, one after the other.</summary>
internal sealed class ServerStreamReader<T>(ServerCall call, Marshaller<T> marshaller) : IAsyncStreamReader<T>
    where T : class
{
    private static readonly Task<bool> True = Task.FromResult(true);
    private static readonly Task<bool> False = Task.FromResult(false);
    private T? _current;
    private bool _reading;

    public T Current => _current
        ?? throw new InvalidOperationException("There is no current message: MoveNext wasn't called, or found the end of the stream.");

    public Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (_reading)
            throw new InvalidOperationException("The last MoveNext is still under way; only one may be.");
        _current = null;
        var reading = call.ReadNextAsync(marshaller, cancellationToken);
        if (!reading.IsCompletedSuccessfully)
            return AwaitAsync(reading);
        _current = reading.Result;
        return _current is null ? False : True;
    }

    private async Task<bool> AwaitAsync(ValueTask<T?> reading)
    {
        _reading = true;
        try
        {
            _current = await reading.ConfigureAwait(false);
            return _current is not null;
        }
        finally
        {
            _reading = false;
        }
    }
}
