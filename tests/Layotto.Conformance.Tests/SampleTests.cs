using System.Text.Json;
using Layotto.Testing;
using Layotto.Testing.Processes;

namespace Layotto.Conformance.Tests;

/// <summary>The samples, tested by the built program as their authors would test them.</summary>
public sealed class SampleTests : IDisposable
{
    private static readonly string Samples = Path.Combine(RepositoryRoot.Path, "pluggable-components", "samples");

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string, string, string[]> Commands => new()
    {
        { "python", "state", "/usr/bin/python3 python/state_store.py sample", ["--metadata", "path=FOLDER/a.db", "--second", "path=FOLDER/b.db", "--durable"] },
        { "python", "pubsub", "/usr/bin/python3 python/pubsub.py sample", ["--ability", "isolation", "--ability", "hand-on"] },
    };

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Sample_conforms(string language, string kind, string command, string[] options)
    {
        var (exitCode, output) = await GatewayProcess.RunAsync(
            [
                "conformance", kind, "--socket", _folder.File("sample.sock"), "--command", $"sh -c 'cd {Samples} && exec {command}'", "--json",
                .. options.Select(option => option.Replace("FOLDER", _folder.Path, StringComparison.Ordinal)),
            ],
            new Dictionary<string, string> { ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "", ["PYTHONDONTWRITEBYTECODE"] = "1", ["HOME"] = _folder.Path });

        Assert.True(exitCode == 0, $"{language}: {output}");
        using var json = JsonDocument.Parse(output[output.IndexOf("\n{", StringComparison.Ordinal)..(output.LastIndexOf('}') + 1)]);
        Assert.Equal(0, json.RootElement.GetProperty("failed").GetInt32());
        Assert.True(json.RootElement.GetProperty("passed").GetInt32() > 40, output);
        Assert.Contains(json.RootElement.GetProperty("cases").EnumerateArray(), one => one.GetProperty("name").GetString()!.StartsWith("a process that was killed", StringComparison.Ordinal)
            && one.GetProperty("outcome").GetString() == "passed");
    }

    public void Dispose() => _folder.Dispose();
}
