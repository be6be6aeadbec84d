namespace Layotto.Components;

/// <summary>
/// The life of a component, the same for every kind: it is created by its <see cref="ComponentDescriptor"/>, initialised
/// once, used, and disposed once. What it does is told by the contract of its kind (<c>IStateStore</c>, <c>ISecretStore</c>, …)
/// and by the optional abilities it has: further interfaces that it implements or not.
/// </summary>
/// <remarks>
/// <see cref="InitializeAsync"/> is called before any other member, and not concurrently with one. After it, members are called
/// concurrently from many threads. <see cref="IAsyncDisposable.DisposeAsync"/> is called after the last use, also when the
/// initialisation failed or timed out.
/// </remarks>
public interface IComponent : IAsyncDisposable
{
    /// <summary>
    /// What the component can do, in Dapr's words (<c>ETAG</c>, <c>TRANSACTIONAL</c>, <c>TTL</c>, …), as shown in the
    /// capabilities of the metadata API. Final once the component is initialised.
    /// </summary>
    IReadOnlyList<string> Features { get; }

    /// <summary>Reads the metadata, opens connections, creates tables: whatever has to be done before the first call.</summary>
    /// <param name="context">The instance's name, metadata and surroundings.</param>
    /// <param name="cancellationToken">Fires when the component's <c>initTimeout</c> has passed or the gateway stops.</param>
    /// <exception cref="MetadataException">The metadata is wrong; the message says which key and what would be right.</exception>
    /// <exception cref="ComponentException">The component can't be used, for the reason in the message.</exception>
    ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken);

    /// <summary>Asks whatever is behind the component whether it answers.</summary>
    /// <exception cref="ComponentException">It doesn't.</exception>
    ValueTask PingAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
