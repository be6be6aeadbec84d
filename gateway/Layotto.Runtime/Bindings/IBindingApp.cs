using Layotto.Components.Bindings;

namespace Layotto.Runtime.Bindings;

/// <summary>The app, as input bindings see it.</summary>
public interface IBindingApp
{
    /// <summary>Asks whether the app takes the events of a binding.</summary>
    /// <param name="name">The binding.</param>
    /// <param name="route">Where the app takes its events: the binding's <c>route</c>, or else its name.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <returns>Whether it does; false also when it doesn't answer, after that has been logged.</returns>
    ValueTask<bool> TakesAsync(string name, string route, CancellationToken cancellationToken);

    /// <summary>Gives the app an event, once.</summary>
    /// <param name="name">The binding.</param>
    /// <param name="route">Where the app takes its events.</param>
    /// <param name="received">The event.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>What came of it; an app that can't be reached is an error there.</returns>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    ValueTask<BindingDelivery> DeliverAsync(string name, string route, BindingEvent received, CancellationToken cancellationToken);
}
