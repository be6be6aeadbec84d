namespace Layotto.Gateway.Reloading;

/// <summary>What a part of the gateway did with changed files.</summary>
/// <param name="Changes">What it changed, for the log, such as <c>2 components</c>; empty for nothing.</param>
/// <param name="IsSettled">Whether all of it is in force; if not, it is tried again later.</param>
internal sealed record ReloadOutcome(string Changes, bool IsSettled = true)
{
    /// <summary>Nothing was to be done.</summary>
    public static ReloadOutcome Nothing { get; } = new("");
}
