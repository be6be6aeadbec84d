using Layotto.Gateway.Rendering;
namespace Layotto.Gateway.Serving;
internal static class ResourceCheck { public static Task<CheckReport> RunAsync(IReadOnlyList<string> p, CancellationToken c) => Task.FromResult(new CheckReport(0,0,[])); }
