using System.Globalization;
using System.Net;
using Layotto.Benchmarks.Processes;

namespace Layotto.Benchmarks.Tools;

/// <summary>
/// h2load of nghttp2: a witness nobody here wrote. It looks at the HTTP status only, so a failed gRPC call with HTTP 200
/// passes; the own generator's steps beside it would not let that happen.
/// </summary>
internal sealed class H2Load : LoadTool
{
    public override string Name => "h2load";

    public override bool IsAvailable => ProgramSearch.Find("h2load") is not null;

    protected override Command Prepare(IPEndPoint target, LoadRequest request, LoadShape shape, string workDirectory)
    {
        var arguments = new List<string>
        {
            "-t", "1",
            "-c", shape.Connections.ToString(CultureInfo.InvariantCulture),
            "-m", shape.Streams.ToString(CultureInfo.InvariantCulture),
            "-D", Math.Ceiling(shape.Duration.TotalSeconds).ToString(CultureInfo.InvariantCulture),
        };
        if (request.Protocol == LoadProtocol.Http1)
        {
            arguments.Add("--h1");
        }
        else
        {
            var file = Path.Combine(workDirectory, "h2load-message.bin");
            File.WriteAllBytes(file, Payloads.GrpcFrame.Of(request.Message));
            arguments.AddRange(["-d", file, "-H", "content-type: application/grpc", "-H", "te: trailers"]);
        }

        foreach (var (name, value) in request.Headers)
            arguments.AddRange(["-H", $"{name}: {value}"]);
        arguments.Add(request.UrlAt(target));
        return new Command("h2load", arguments);
    }

    protected override LoadFigures Read(string output, string workDirectory) => H2LoadOutput.Parse(output);
}
