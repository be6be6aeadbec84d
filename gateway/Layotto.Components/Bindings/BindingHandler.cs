namespace Layotto.Components.Bindings;

/// <summary>
/// Handles an event of an input binding. When it returns, the event is handled and may be acknowledged; when it throws anything at
/// all, it isn't, and the binding does with it what its technology does with messages that weren't taken.
/// </summary>
/// <param name="received">The event. Its bytes must stay as they are until the handler ends.</param>
/// <param name="cancellationToken">Fires when the answer is no longer of use.</param>
/// <returns>What the app answered, for bindings that pass it on; may be empty.</returns>
public delegate ValueTask<ReadOnlyMemory<byte>> BindingHandler(BindingEvent received, CancellationToken cancellationToken);
