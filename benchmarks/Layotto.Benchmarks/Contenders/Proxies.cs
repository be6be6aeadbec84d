using System.Globalization;
using System.Net;
using Layotto.Benchmarks.Processes;

namespace Layotto.Benchmarks.Contenders;

/// <summary>Reverse proxies with one listener and one destination: one worker or thread, no access log, connections kept on both sides.</summary>
internal static class Proxies
{
    public static bool HasHaproxy => ProgramSearch.Find("haproxy") is not null;

    public static bool HasNghttpx => ProgramSearch.Find("nghttpx") is not null;

    /// <summary>haproxy.</summary>
    /// <param name="listen">Where it listens.</param>
    /// <param name="destination">Where it forwards to.</param>
    /// <param name="isHttp2">Whether it speaks HTTP/2 with prior knowledge on both sides; else HTTP/1.1.</param>
    /// <param name="workDirectory">For its configuration.</param>
    public static Command Haproxy(IPEndPoint listen, IPEndPoint destination, bool isHttp2, string workDirectory)
    {
        var protocol = isHttp2 ? " proto h2" : "";
        var file = Path.Combine(workDirectory, $"haproxy-{listen.Port}.cfg");
        File.WriteAllText(file, $"""
            global
              nbthread 1
            defaults
              mode http
              timeout connect 5s
              timeout client 60s
              timeout server 60s
              option http-keep-alive
            frontend front
              bind {listen}{protocol}
              default_backend back
            backend back
              http-reuse always
              server next {destination}{protocol}

            """);
        return new Command(ProgramSearch.Find("haproxy")!, ["-db", "-f", file]);
    }

    /// <summary>nghttpx.</summary>
    public static Command Nghttpx(IPEndPoint listen, IPEndPoint destination, bool isHttp2) => new(
        ProgramSearch.Find("nghttpx")!,
        [
            string.Create(CultureInfo.InvariantCulture, $"--frontend={listen.Address},{listen.Port};no-tls"),
            string.Create(CultureInfo.InvariantCulture, $"--backend={destination.Address},{destination.Port}{(isHttp2 ? ";/;proto=h2" : "")}"),
            "--single-process", "--workers=1", "--accesslog-file=/dev/null", "--log-level=ERROR", "--conf=/dev/null",
        ]);

    /// <summary>Stock YARP.</summary>
    public static Command Yarp(string directory, IPEndPoint listen, IPEndPoint destination, bool isHttp2)
        => new(Path.Combine(directory, "yarp-proxy"), [isHttp2 ? "h2" : "h1", listen.ToString(), destination.ToString()]);
}
