using Layotto.Gateway.Serving;
using Microsoft.Extensions.Logging;

namespace Layotto.Gateway.Reloading;

/// <summary>
/// Reads the operator's files anew and has every part of the gateway follow. All or nothing: as long as any file has an error, all of
/// what was in force stays in force, and the log says why.
/// </summary>
internal sealed class ResourceReloader
{
    private readonly Func<GatewayResources> _load;
    private readonly IReadOnlyList<IReloadable> _parts;
    private readonly ILogger _logger;
    private GatewayResources _current;

    /// <summary>Creates the reloader.</summary>
    /// <param name="initial">What is in force.</param>
    /// <param name="load">Reads the files; throws <see cref="GatewayStartException"/> when something in them is wrong.</param>
    /// <param name="parts">Who follows, in this order.</param>
    /// <param name="logger">Where it tells what has changed.</param>
    public ResourceReloader(GatewayResources initial, Func<GatewayResources> load, IReadOnlyList<IReloadable> parts, ILogger logger)
    {
        _current = initial;
        _load = load;
        _parts = parts;
        _logger = logger;
    }

    /// <summary>Reads the files and applies what has changed.</summary>
    /// <returns>Whether all of what the files say is in force, or can't be before they change again.</returns>
    public async Task<bool> ReloadAsync(CancellationToken cancellationToken)
    {
        GatewayResources next;
        try
        {
            next = _load();
        }
        catch (GatewayStartException exception)
        {
            _logger.LogError("The changed files can't be used, so everything goes on as before:\n{Errors}", exception.Message);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _logger.LogError("The changed files can't be read, so everything goes on as before: {Reason}", exception.Message);
            return false;
        }

        var changes = new List<string>();
        var isSettled = true;
        foreach (var part in _parts)
        {
            var outcome = await ReloadAsync(part, next, cancellationToken).ConfigureAwait(false);
            isSettled &= outcome.IsSettled;
            if (outcome.Changes.Length > 0)
                changes.Add(outcome.Changes);
        }

        _current = next;
        if (changes.Count > 0)
            _logger.LogInformation("Reloaded: {Changes}", string.Join(", ", changes));
        return isSettled;
    }

    private async Task<ReloadOutcome> ReloadAsync(IReloadable part, GatewayResources next, CancellationToken cancellationToken)
    {
        try
        {
            return await part.ReloadAsync(_current, next, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            _logger.LogError(exception, "{Part} couldn't follow the changed files and goes on as before", part.GetType().Name);
            return new ReloadOutcome("", IsSettled: false);
        }
    }
}
