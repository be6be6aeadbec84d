namespace Layotto.Dapr.Http;

/// <summary>The body of a bulk read.</summary>
/// <param name="Keys">The keys to read.</param>
/// <param name="Metadata">The body's own metadata, or null.</param>
/// <param name="Parallelism">The most reads at once; 0 when it wasn't said.</param>
internal sealed record StateBulkRequest(List<string> Keys, Dictionary<string, string>? Metadata, int Parallelism);
