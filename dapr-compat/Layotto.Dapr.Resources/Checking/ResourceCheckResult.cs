namespace Layotto.Dapr.Resources.Checking;

/// <summary>What came of checking resources.</summary>
/// <param name="Files">How many files were looked at.</param>
/// <param name="Resources">How many resources they hold.</param>
/// <param name="Problems">Everything that is wrong with them.</param>
public sealed record ResourceCheckResult(int Files, int Resources, IReadOnlyList<ResourceProblem> Problems);
