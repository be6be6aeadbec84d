namespace Layotto.Dapr.Resources.Checking;

/// <summary>Whether two resources can meet in one app.</summary>
internal static class ScopeOverlap
{
    public static bool Exists(IReadOnlyList<string> one, IReadOnlyList<string> other)
        => one.Count == 0 || other.Count == 0 || one.Intersect(other, StringComparer.Ordinal).Any();
}
