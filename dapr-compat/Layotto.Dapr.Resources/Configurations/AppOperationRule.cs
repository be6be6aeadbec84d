namespace Layotto.Dapr.Resources.Configurations;

/// <summary>What an app may do with one operation.</summary>
public sealed record AppOperationRule
{
    /// <summary>The operation's path, which may end in a wildcard.</summary>
    public string Name { get; init; } = "";

    /// <summary>The HTTP verbs it is about; <c>*</c> for all.</summary>
    public IReadOnlyList<string> HttpVerbs { get; init; } = [];

    /// <summary><c>allow</c> or <c>deny</c>.</summary>
    public string Action { get; init; } = "";
}
