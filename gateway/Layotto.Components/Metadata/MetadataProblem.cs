namespace Layotto.Components.Metadata;

/// <summary>Something wrong with one setting of a component.</summary>
/// <param name="Field">The key, as the operator wrote it; for a missing one, as the schema names it.</param>
/// <param name="Message">A sentence that names the key, says what is wrong, and what would be right. It never repeats a sensitive value.</param>
/// <param name="IsWarning">Whether the component works all the same (an unknown key, a deprecated one).</param>
public sealed record MetadataProblem(string Field, string Message, bool IsWarning = false);
