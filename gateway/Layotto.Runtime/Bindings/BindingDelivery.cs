using Layotto.Runtime.Resiliency;
using Layotto.Runtime.State;

namespace Layotto.Runtime.Bindings;

/// <summary>What came of one attempt to give the app an event.</summary>
public sealed class BindingDelivery
{
    /// <summary>How the attempt ended, as far as policies look at it.</summary>
    public AttemptStatus Status { get; init; }

    /// <summary>Why the app hasn't taken the event; null when it has.</summary>
    public string? Error { get; init; }

    /// <summary>What the app answered; may be empty.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>The state store that <see cref="States"/> go to; empty for none.</summary>
    public string StoreName { get; init; } = "";

    /// <summary>State that the app wants saved.</summary>
    public IReadOnlyList<StateItem> States { get; init; } = [];

    /// <summary>The output bindings that the app wants <see cref="Data"/> created in.</summary>
    public IReadOnlyList<string> To { get; init; } = [];

    /// <summary>Whether those are invoked all at once; else one after the other, until one fails.</summary>
    public bool IsParallel { get; init; }
}
