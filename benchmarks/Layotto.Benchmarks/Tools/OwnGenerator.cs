using System.Globalization;
using System.Net;
using Layotto.Benchmarks.Processes;

namespace Layotto.Benchmarks.Tools;

/// <summary>The project's own generator: the only one with an open loop and with a check of every response.</summary>
internal sealed class OwnGenerator(string directory) : LoadTool
{
    private const string WarmUpSeconds = "0.5";

    public override string Name => "own generator";

    public override bool IsAvailable => true;

    // 1 means that responses were wrong; the JSON says which.
    protected override int[] AcceptedExitCodes => [0, 1];

    protected override Command Prepare(IPEndPoint target, LoadRequest request, LoadShape shape, string workDirectory)
    {
        var arguments = new List<string>
        {
            "--target", request.UnixSocket is { } socket ? $"unix:{socket}" : target.ToString(),
            "--path", request.Path,
            "--protocol", request.Protocol == LoadProtocol.Grpc ? "grpc" : "http1",
            "--connections", shape.Connections.ToString(CultureInfo.InvariantCulture),
            "--streams", shape.Streams.ToString(CultureInfo.InvariantCulture),
            "--duration", shape.Duration.TotalSeconds.ToString(CultureInfo.InvariantCulture),
            "--warmup", WarmUpSeconds,
            "--json", ResultFile(workDirectory),
        };
        foreach (var (name, value) in request.Headers)
            arguments.AddRange(["--header", $"{name}: {value}"]);
        if (shape.Rate is { } rate)
            arguments.AddRange(["--rate", rate.ToString("F3", CultureInfo.InvariantCulture)]);
        if (request.Message.Length > 0)
        {
            var file = Path.Combine(workDirectory, "generator-message.bin");
            File.WriteAllBytes(file, request.Message);
            arguments.AddRange([request.Protocol == LoadProtocol.Grpc ? "--grpc-message-file" : "--body-file", file]);
        }

        File.Delete(ResultFile(workDirectory));
        return new Command(Path.Combine(directory, "Layotto.LoadGenerator"), arguments);
    }

    protected override LoadFigures Read(string output, string workDirectory) =>
        OwnGeneratorResult.Parse(File.ReadAllBytes(ResultFile(workDirectory)));

    private static string ResultFile(string workDirectory) => Path.Combine(workDirectory, "generator-result.json");
}
