namespace Layotto.Components.State;

/// <summary>One key's part in the answer to a bulk read.</summary>
/// <param name="Key">The key as the store knows it.</param>
/// <param name="Value">Its value; null when it has none or couldn't be read.</param>
/// <param name="Error">Why it couldn't be read, or null.</param>
public readonly record struct StateBulkGetResult(string Key, StateValue? Value, ComponentException? Error = null);
