namespace Layotto.Components.State.Query;

/// <summary>A JSON scalar in a query.</summary>
/// <param name="Kind">What it is; <c>String</c>, <c>Number</c>, <c>True</c>, <c>False</c> or <c>Null</c>.</param>
/// <param name="Text">A string's characters, or a number as it was written; empty for the others.</param>
public readonly record struct QueryValue(System.Text.Json.JsonValueKind Kind, string Text);
