using Layotto.Components.Specification;

namespace Layotto.Runtime.Loading;

/// <summary>A component that couldn't be started.</summary>
/// <param name="Specification">The component.</param>
/// <param name="Message">Why, in the form of Dapr's errors. It holds no secret.</param>
public sealed record ComponentLoadFailure(ComponentSpecification Specification, string Message)
{
    /// <summary>The line a log or an exception shows.</summary>
    public override string ToString() => $"process component {Specification.Name} error: {Message}";
}
