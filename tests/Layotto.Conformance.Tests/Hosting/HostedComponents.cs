using System.Collections.Concurrent;
using Grpc.Core;
using Layotto.Components;
using Layotto.Components.Metadata;
using Microsoft.Extensions.Logging.Abstractions;

namespace Layotto.Conformance.Tests.Hosting;

/// <summary>The components of a process: one of the same type for each name, as they are initialised.</summary>
/// <param name="create">Makes a component.</param>
/// <param name="clock">Their clock.</param>
internal sealed class HostedComponents<T>(Func<IComponent> create, TimeProvider clock) : IAsyncDisposable
    where T : class, IComponent
{
    private readonly ConcurrentDictionary<string, T> _components = new(StringComparer.Ordinal);

    private readonly ConcurrentBag<T> _retired = [];

    /// <summary>The components that are in use.</summary>
    public IReadOnlyCollection<T> All => [.. _components.Values];

    public async Task InitialiseAsync(IEnumerable<KeyValuePair<string, string>> metadata, ServerCallContext context)
    {
        var component = (T)create();
        try
        {
            await component.InitializeAsync(
                new ComponentContext
                {
                    Name = NameOf(context),
                    Type = "hosted",
                    Metadata = new ComponentMetadata(metadata),
                    AppId = "hosted",
                    Logger = NullLogger.Instance,
                    TimeProvider = clock,
                },
                context.CancellationToken);
        }
        catch (Exception exception) when (exception is ComponentException or MetadataException)
        {
            await component.DisposeAsync();
            throw new RpcException(new Status(StatusCode.InvalidArgument, exception.Message));
        }

        // Calls under way may still use the one before, so that is closed with the process.
        _components.AddOrUpdate(NameOf(context), component, (_, before) =>
        {
            _retired.Add(before);
            return component;
        });
    }

    public T Of(ServerCallContext context)
        => _components.TryGetValue(NameOf(context), out var component)
            ? component
            : throw new RpcException(new Status(StatusCode.FailedPrecondition, "the component was not initialised"));

    /// <summary>Closes a component before its process ends.</summary>
    public async Task EndAsync(ServerCallContext context)
    {
        if (_components.TryRemove(NameOf(context), out var component))
            await component.DisposeAsync();
    }

    /// <summary>Makes an answer, and of the errors of components the statuses of the contract.</summary>
    public static async Task<TAnswer> AnswerAsync<TAnswer>(Func<Task<TAnswer>> answer)
    {
        try
        {
            return await answer();
        }
        catch (ComponentException exception)
        {
            throw HostedErrors.ToRpc(exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var component in _components.Values.Concat(_retired))
            await component.DisposeAsync();
    }

    private static string NameOf(ServerCallContext context) => context.RequestHeaders.GetValue("x-component-instance") ?? "";
}
