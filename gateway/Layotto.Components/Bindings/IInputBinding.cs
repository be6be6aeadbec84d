namespace Layotto.Components.Bindings;

/// <summary>A source of events for the app. One type can be an <see cref="IOutputBinding"/> as well.</summary>
public interface IInputBinding : IComponent
{
    /// <summary>
    /// Begins to read. Each event goes to the handler, several at once where the technology has no order to keep; what the handler's
    /// end means is told at <see cref="BindingHandler"/>. There is at most one reading at a time, though another may follow.
    /// </summary>
    /// <param name="handler">Handles events until the reading is disposed.</param>
    /// <param name="cancellationToken">Ends the beginning; the reading isn't bound to it.</param>
    /// <returns>
    /// The reading, once it has begun. Disposing it takes no further event, and is done when those under way have been handled and
    /// their outcome told to where they came from.
    /// </returns>
    /// <exception cref="ComponentException">It can't be read from.</exception>
    ValueTask<IAsyncDisposable> ReadAsync(BindingHandler handler, CancellationToken cancellationToken);
}
