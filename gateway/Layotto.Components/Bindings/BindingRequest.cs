namespace Layotto.Components.Bindings;

/// <summary>What an output binding is asked to do.</summary>
/// <param name="Operation">The operation, one of <see cref="IOutputBinding.Operations"/>.</param>
/// <param name="Data">The bytes it is done with; may be empty. They must stay as they are until the call ends.</param>
/// <param name="Metadata">What else it needs to know.</param>
public sealed record BindingRequest(string Operation, ReadOnlyMemory<byte> Data, IReadOnlyDictionary<string, string> Metadata);
