using System.Diagnostics;

namespace Layotto.Grpc.Interop.Tests;

/// <summary>How a peer is started.</summary>
internal static class PeerCommand
{
    private static readonly string Interop = Path.Combine(FindRepository(), "tests", "interop");

    /// <summary>The server or client written in C#, next to the tests.</summary>
    public static ProcessStartInfo DotNet(string name, params string[] arguments) =>
        Start(Existing(Path.Combine(AppContext.BaseDirectory, name), "Build this test project again."), arguments);

    /// <summary>The server or client on @grpc/grpc-js.</summary>
    public static ProcessStartInfo Node(string script, params string[] arguments)
    {
        Existing(Path.Combine(Interop, "node", "node_modules", "@grpc", "grpc-js", "package.json"), "Run tests/run, which installs it.");
        return Start("node", [Path.Combine(Interop, "node", script), .. arguments]);
    }

    /// <summary>The server or client on grpcio, with Debian's own Python, which has it.</summary>
    public static ProcessStartInfo Python(string script, params string[] arguments) => Start(
        Existing("/usr/bin/python3", "Run tests/run, which installs it."), [Path.Combine(Interop, "python", script), .. arguments]);

    private static ProcessStartInfo Start(string command, string[] arguments) => new(command, arguments)
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };

    private static string Existing(string path, string remedy)
    {
        Assert.True(File.Exists(path), $"The interop peer needs {path}, which does not exist. {remedy}");
        return path;
    }

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Layotto.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} has Layotto.sln.");
    }
}
