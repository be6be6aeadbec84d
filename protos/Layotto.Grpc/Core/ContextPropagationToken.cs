namespace Grpc.Core;

/// <summary>The deadline and cancellation of a server call, to be handed to the calls made on its behalf.</summary>
public class ContextPropagationToken
{
    internal ContextPropagationToken(DateTime? deadline, CancellationToken cancellationToken)
    {
        Deadline = deadline;
        CancellationToken = cancellationToken;
    }

    /// <summary>The UTC deadline of the server call, or null if it isn't handed on.</summary>
    internal DateTime? Deadline { get; }

    /// <summary>The cancellation of the server call, or none.</summary>
    internal CancellationToken CancellationToken { get; }
}
