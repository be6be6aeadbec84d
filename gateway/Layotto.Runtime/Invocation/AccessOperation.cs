namespace Layotto.Runtime.Invocation;

/// <summary>What an app may do with the operations under a path.</summary>
/// <param name="Path">The path; <c>*</c> stands for one segment or a part of it, <c>**</c> at the end for all that follow.</param>
/// <param name="Verbs">The HTTP verbs it is about; <c>*</c> for all. Without any it says nothing of HTTP calls.</param>
/// <param name="IsAllowed">Whether it is allowed.</param>
public sealed record AccessOperation(string Path, IReadOnlyList<string> Verbs, bool IsAllowed);
