namespace Layotto.Pluggable.Discovery;

/// <summary>What a process says that it serves.</summary>
/// <param name="Version">The version of reflection that answered.</param>
/// <param name="Names">The full names of the services.</param>
internal sealed record ReflectedServices(string Version, IReadOnlyList<string> Names);
