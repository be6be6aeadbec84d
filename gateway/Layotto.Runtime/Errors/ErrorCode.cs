namespace Layotto.Runtime.Errors;

/// <summary>The identity of an error, in Dapr's names, by which SDKs and alerts recognise it.</summary>
/// <param name="Name">The code that HTTP answers carry, such as <c>ERR_STATE_SAVE</c>.</param>
/// <param name="Category">The building block it belongs to, such as <c>state</c>.</param>
/// <param name="Reason">
/// The reason in the error's <c>ErrorInfo</c>, such as <c>DAPR_STATE_NOT_FOUND</c>; null for codes without one, whose
/// <c>ErrorInfo</c> carries <paramref name="Name"/> over gRPC and which have no details over HTTP.
/// </param>
public sealed record ErrorCode(string Name, string Category, string? Reason = null);
