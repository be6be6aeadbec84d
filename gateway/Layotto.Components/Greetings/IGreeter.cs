namespace Layotto.Components.Greetings;

/// <summary>Layotto's <c>hello</c>: greets, and so shows that components work.</summary>
public interface IGreeter : IComponent
{
    /// <summary>Greets somebody.</summary>
    /// <param name="name">Who is greeted; may be empty.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The greeting.</returns>
    /// <exception cref="ComponentException">The component couldn't answer.</exception>
    ValueTask<string> GreetAsync(string name, CancellationToken cancellationToken);
}
