using Layotto.Components;

namespace Layotto.Pluggable.Discovery;

/// <summary>A record with what only discovery needs to know beside it.</summary>
/// <param name="Record">What was decided.</param>
/// <param name="Identity">The file it was decided about.</param>
/// <param name="Descriptors">The component types that the process offers.</param>
/// <param name="Socket">What its components have in common; null when there never were any.</param>
/// <param name="Failures">How often in a row the process didn't answer.</param>
/// <param name="RetryAt">When it is asked again; null for when the file changes.</param>
internal sealed record SocketFinding(
    SocketRecord Record, SocketIdentity Identity, IReadOnlyList<ComponentDescriptor> Descriptors, ComponentSocket? Socket = null, int Failures = 0, DateTimeOffset? RetryAt = null);
