namespace Layotto.EndToEnd.Tests.Blocks;

/// <summary>A request that an app got.</summary>
/// <param name="Body">Its body.</param>
/// <param name="Headers">Its headers, whatever their case.</param>
internal sealed record BlockRequest(string Body, IReadOnlyDictionary<string, string> Headers);
