using Layotto.Components.State;

namespace Layotto.Runtime.State;

/// <summary>One key's part in the answer to a bulk read.</summary>
/// <param name="Key">The key, without prefix.</param>
/// <param name="Value">Its value; null when it has none or couldn't be read.</param>
/// <param name="Error">Why it couldn't be read, or null.</param>
public readonly record struct StateBulkItem(string Key, StateValue? Value, string? Error);
