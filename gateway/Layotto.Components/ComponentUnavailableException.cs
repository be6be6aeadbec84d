namespace Layotto.Components;

/// <summary>What is behind a component isn't there or doesn't answer. The call may or may not have been carried out; a later one may succeed.</summary>
public sealed class ComponentUnavailableException : ComponentException
{
    /// <summary>Creates the exception with a sentence for the caller.</summary>
    public ComponentUnavailableException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
