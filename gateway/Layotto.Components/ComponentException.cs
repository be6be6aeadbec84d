namespace Layotto.Components;

/// <summary>A component couldn't do what it was asked. The message is a sentence that may be shown to a client.</summary>
public class ComponentException : Exception
{
    /// <summary>Creates the exception with a message that says what went wrong and, where it can, what would be right.</summary>
    public ComponentException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with the error that caused it.</summary>
    public ComponentException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
