using System.Globalization;
using System.Net;
using Layotto.Benchmarks.Processes;

namespace Layotto.Benchmarks.Tools;

/// <summary>wrk: the usual closed-loop generator for HTTP/1.1, as a witness nobody here wrote. Sends GET without a body.</summary>
internal sealed class Wrk : LoadTool
{
    public override string Name => "wrk";

    public override bool IsAvailable => ProgramSearch.Find("wrk") is not null;

    protected override Command Prepare(IPEndPoint target, LoadRequest request, LoadShape shape, string workDirectory) => new(
        "wrk",
        [
            "-t", "1",
            "-c", shape.Connections.ToString(CultureInfo.InvariantCulture),
            "-d", Math.Ceiling(shape.Duration.TotalSeconds).ToString(CultureInfo.InvariantCulture),
            "--latency",
            .. request.Headers.SelectMany(header => (string[])["-H", $"{header.Name}: {header.Value}"]),
            request.UrlAt(target),
        ]);

    protected override LoadFigures Read(string output, string workDirectory) => WrkOutput.Parse(output);
}
