using System.Net;
using Layotto.Benchmarks.Processes;

namespace Layotto.Benchmarks.Contenders;

/// <summary>The bare Kestrel program in its modes: the baseline of every scenario.</summary>
internal static class BareKestrel
{
    public const string Name = "bare Kestrel";
    public const string HealthPath = "/v1.0/healthz";

    /// <param name="directory">Where it was published to.</param>
    /// <param name="response">gRPC message of every answer; null echoes the request.</param>
    /// <param name="workDirectory">For the file that holds the response.</param>
    /// <param name="name">Its row in the tables.</param>
    public static Contender Http2(string directory, byte[]? response, string workDirectory, string name = Name)
    {
        var target = FreePort.Next();
        return Create(directory, "h2", response, workDirectory, name, target, new ReadinessProbe(target));
    }

    public static Contender Http1(string directory, byte[] response, string workDirectory, string name = Name)
    {
        var target = FreePort.Next();
        return Create(directory, "h1", response, workDirectory, name, target, new ReadinessProbe(target, HealthPath));
    }

    public static Contender Hello(string directory, string name = Name)
    {
        var target = FreePort.Next();
        return Create(directory, "hello", null, "", name, target, new ReadinessProbe(target, HealthPath));
    }

    private static Contender Create(
        string directory,
        string mode,
        byte[]? response,
        string workDirectory,
        string name,
        IPEndPoint target,
        ReadinessProbe readiness)
    {
        var arguments = new List<string> { mode, "--listen", target.ToString() };
        if (response is not null)
        {
            var file = Path.Combine(workDirectory, $"bare-response-{mode}.bin");
            File.WriteAllBytes(file, response);
            arguments.AddRange(["--response-file", file]);
        }

        return new Contender
        {
            Name = name,
            Command = new Command(Path.Combine(directory, "bare-kestrel"), arguments),
            Readiness = readiness,
            Target = target,
        };
    }
}
