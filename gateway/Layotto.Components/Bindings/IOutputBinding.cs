namespace Layotto.Components.Bindings;

/// <summary>Something outside that the app can have do things. One type can be an <see cref="IInputBinding"/> as well.</summary>
public interface IOutputBinding : IComponent
{
    /// <summary>The names of what it can do. Final once the component is initialised.</summary>
    IReadOnlyList<string> Operations { get; }

    /// <summary>Does something.</summary>
    /// <returns>The answer, or null where the operation has none.</returns>
    /// <exception cref="ComponentException">It wasn't done; a <see cref="BindingException"/> brings facts along.</exception>
    ValueTask<BindingResponse?> InvokeAsync(BindingRequest request, CancellationToken cancellationToken);
}
