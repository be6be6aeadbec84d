namespace Layotto.Runtime.Metadata;

/// <summary>A process that the gateway has started because components name its command.</summary>
/// <param name="Program">The program; its arguments aren't told, as they may say too much.</param>
/// <param name="Components">The components that name the command.</param>
public sealed record ComponentProcessFacts(string Program, IReadOnlyList<string> Components)
{
    /// <summary>Its id; null while it doesn't run.</summary>
    public int? ProcessId { get; init; }

    /// <summary>How often it has been started.</summary>
    public int Starts { get; init; }

    /// <summary>How its last run ended; null when none has.</summary>
    public string? LastExit { get; init; }
}
