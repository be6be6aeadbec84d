namespace Layotto.Dapr.Apps;

/// <summary>Whether calls of an actor to itself may overtake one another (<c>reentrancy</c> of <c>/dapr/config</c>).</summary>
/// <param name="IsEnabled">Whether they may.</param>
/// <param name="MaxStackDepth">How deep they may nest; null for the default.</param>
public sealed record AppReentrancy(bool IsEnabled, int? MaxStackDepth);
