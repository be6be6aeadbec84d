namespace Layotto.Components.Bindings;

/// <summary>An output binding couldn't do what it was asked, and knows facts about that which the caller gets too.</summary>
public sealed class BindingException : ComponentException
{
    /// <summary>Creates the exception with a message that says what went wrong, and the facts.</summary>
    public BindingException(string message, IReadOnlyDictionary<string, string> responseMetadata, Exception? innerException = null)
        : base(message, innerException)
        => ResponseMetadata = responseMetadata;

    /// <summary>Facts about the failure, such as the status that a server answered with.</summary>
    public IReadOnlyDictionary<string, string> ResponseMetadata { get; }
}
