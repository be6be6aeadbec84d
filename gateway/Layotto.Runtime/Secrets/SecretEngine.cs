using System.Collections.Frozen;
using System.Diagnostics;
using Layotto.Components;
using Layotto.Components.Secrets;
using Layotto.Runtime.Errors;
using Layotto.Runtime.Resiliency;
using Layotto.Runtime.Telemetry.Metrics;

namespace Layotto.Runtime.Secrets;

/// <summary>The secrets building block, whatever API it is called through.</summary>
public sealed class SecretEngine
{
    private readonly ComponentRegistry _registry;
    private readonly IResilience _resilience;
    private readonly ComponentMetrics _metrics;
    private readonly FrozenDictionary<string, SecretScope> _scopes;

    /// <summary>Creates the engine.</summary>
    /// <param name="registry">Where the stores are.</param>
    /// <param name="scopes">Which secrets may be read; a store without a scope is open. The last of several for a store counts.</param>
    /// <param name="resilience">The policies for calls of the stores; null for none.</param>
    /// <param name="metrics">What is measured of the stores; null for nothing.</param>
    public SecretEngine(
        ComponentRegistry registry, IEnumerable<SecretScope> scopes, IResilience? resilience = null, ComponentMetrics? metrics = null)
    {
        _registry = registry;
        _resilience = resilience ?? NoResilience.Instance;
        _metrics = metrics ?? GatewayMetrics.None.Components;
        var byStore = new Dictionary<string, SecretScope>(StringComparer.Ordinal);
        foreach (var scope in scopes)
            byStore[scope.StoreName] = scope;
        _scopes = byStore.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Reads a secret.</summary>
    /// <returns>Its values by key.</returns>
    /// <exception cref="ApiException">There is no such store, the app may not read the secret, or the store couldn't give it.</exception>
    public async ValueTask<IReadOnlyDictionary<string, string>> GetAsync(
        string storeName, string name, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        using var use = Use(storeName, out var store);
        if (!IsAllowed(storeName, name))
        {
            throw new ApiException(
                SecretErrors.PermissionDenied, ErrorKind.PermissionDenied, $"access denied by policy to get \"{name}\" from \"{storeName}\"");
        }

        var start = Stopwatch.GetTimestamp();
        var success = false;
        try
        {
            var secret = await CallAsync(
                storeName,
                (Store: store, Name: name, Metadata: metadata),
                static (call, token) => call.Store.GetAsync(call.Name, call.Metadata, token),
                cancellationToken).ConfigureAwait(false);
            success = true;
            return secret;
        }
        catch (Exception exception) when (exception is ComponentException or ResilienceException)
        {
            throw new ApiException(
                SecretErrors.Get,
                KindOf(exception),
                $"failed getting secret with key {name} from secret store {storeName}: {exception.Message}",
                exception);
        }
        finally
        {
            _metrics.Secret(storeName, "get", success, start);
        }
    }

    /// <summary>Reads all secrets of a store that the app may read.</summary>
    /// <returns>The values of each secret, by its name.</returns>
    /// <exception cref="ApiException">There is no such store, or it couldn't give them.</exception>
    public async ValueTask<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> GetAllAsync(
        string storeName, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        using var use = Use(storeName, out var store);
        var start = Stopwatch.GetTimestamp();
        var success = false;
        try
        {
            var secrets = await CallAsync(
                storeName,
                (Store: store, Metadata: metadata),
                static (call, token) => call.Store.GetAllAsync(call.Metadata, token),
                cancellationToken).ConfigureAwait(false);
            success = true;
            return _scopes.ContainsKey(storeName)
                ? secrets.Where(secret => IsAllowed(storeName, secret.Key)).ToDictionary(StringComparer.Ordinal)
                : secrets;
        }
        catch (Exception exception) when (exception is ComponentException or ResilienceException)
        {
            throw new ApiException(
                SecretErrors.Get, KindOf(exception), $"failed getting secrets from secret store {storeName}: {exception.Message}", exception);
        }
        finally
        {
            _metrics.Secret(storeName, "bulk_get", success, start);
        }
    }

    private static ErrorKind KindOf(Exception exception)
        => exception is ComponentUnavailableException ? ErrorKind.Unavailable : ErrorKind.Internal;

    private bool IsAllowed(string storeName, string name) => !_scopes.TryGetValue(storeName, out var scope) || scope.Allows(name);

    private ValueTask<TResult> CallAsync<TState, TResult>(
        string storeName, TState state, Func<TState, CancellationToken, ValueTask<TResult>> call, CancellationToken cancellationToken)
        => _resilience.ForComponent(storeName, ComponentKind.SecretStore, FlowDirection.Outbound) is { IsEmpty: false } policy
            ? policy.ExecuteAsync(call, state, null, cancellationToken)
            : call(state, cancellationToken);

    private ComponentUse Use(string name, out ISecretStore store)
    {
        if (_registry.TryUse(name, out var use))
        {
            if (use.Instance is { Component: ISecretStore found, Health: ComponentHealth.Ready })
            {
                store = found;
                return use;
            }

            use.Dispose();
            if (use.Instance.Component is ISecretStore)
            {
                throw new ApiException(
                    SecretErrors.Get,
                    ErrorKind.Unavailable,
                    $"secret store {name} is not ready: {use.Instance.LastError ?? "it is being initialised"}");
            }
        }

        throw _registry.Has(ComponentKind.SecretStore)
            ? new ApiException(SecretErrors.NotFound, ErrorKind.InvalidArgument, $"failed finding secret store with key {name}")
            : new ApiException(SecretErrors.NotConfigured, ErrorKind.FailedPrecondition, "secret store is not configured");
    }
}
