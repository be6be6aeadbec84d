using System.CommandLine;
using System.Text;
using System.Text.Json;
using Layotto.Conformance;
using Layotto.Conformance.Sockets;
using Layotto.Gateway.CommandLine.Verbs;
using Layotto.Gateway.Rendering;
using Layotto.Gateway.Tests.Support;
using Layotto.Pluggable.Discovery;

namespace Layotto.Gateway.Tests.CommandLine;

/// <summary>How <c>layotto conformance</c> is used wrongly, and how it tells what came of it.</summary>
public class ConformanceVerbTests
{
    private static readonly SocketConformanceReport Report = new()
    {
        Socket = new SocketRecord { Path = "/s/mine.sock", Name = "mine", State = SocketState.Serving, Reflection = "v1", Services = ["a.B"] },
        Type = "state.mine",
        Claimed = ["ETAG"],
        Abilities = ["etag", "large-values"],
        Entries =
        [
            new("wire", new ConformanceResult("a ping is answered", ConformanceOutcome.Passed, "", TimeSpan.FromMilliseconds(3))),
            new("state", new ConformanceResult("a value comes back", ConformanceOutcome.Failed, "it\tshould", TimeSpan.FromMilliseconds(4))),
            new("state", new ConformanceResult("a query answers", ConformanceOutcome.NotApplicable, "needs the ability query", TimeSpan.Zero)),
        ],
        Duration = TimeSpan.FromSeconds(1.25),
    };

    [Theory]
    [InlineData(2, "Required argument missing", "conformance")]
    [InlineData(2, "Option '--socket' is required", "conformance", "state")]
    [InlineData(2, "--metadata has \"path\"; it must be KEY=VALUE.", "conformance", "state", "--socket", "/s", "--metadata", "path")]
    [InlineData(2, "--expect has \"=b\"; it must be KEY=VALUE.", "conformance", "state", "--socket", "/s", "--expect", "=b")]
    [InlineData(2, "--header has \"Authorization\"; it must be KEY=VALUE.", "conformance", "middleware.http", "--socket", "/s", "--header", "Authorization")]
    [InlineData(2, "There is no kind \"stat\"; those that can be tested are state, pubsub,", "conformance", "stat", "--socket", "/s")]
    [InlineData(2, "There is no flag --sockt here", "conformance", "--sockt", "--socket", "/s")]
    [InlineData(2, "--timeout is \"soon\"; it must be a duration such as 30s or 2m.", "conformance", "state", "--socket", "/s", "--timeout", "soon")]
    [InlineData(2, "--timeout is \"0s\"; it must be a duration", "conformance", "state", "--socket", "/s", "--timeout", "0s")]
    [InlineData(2, "There is no component file /nowhere.yaml.", "conformance", "state", "--socket", "/s", "--component-file", "/nowhere.yaml")]
    [InlineData(2, "Argument 'xml' not recognized", "conformance", "state", "--socket", "/s", "-o", "xml")]
    [InlineData(1, "There is no socket /nowhere.sock; is the component's process running?", "conformance", "state", "--socket", "/nowhere.sock")]
    [InlineData(1, "An SMS service can't be tested; the kinds that can are state, pubsub,", "conformance", "sms", "--socket", "/s")]
    [InlineData(1, "The command ended with exit code 3 (no luck) before there was a socket /nowhere.sock.",
        "conformance", "state", "--socket", "/nowhere.sock", "--command", "sh -c 'echo no luck; exit 3'")]
    public async Task What_can_not_be_done_is_said(int exitCode, string expected, params string[] arguments)
    {
        var run = new CommandLineRun();
        Assert.Equal(exitCode, await run.RunAsync(arguments));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.Equal("", run.Output);
    }

    [Fact]
    public void Headers_are_what_stands_before_and_after_the_first_equals_sign()
    {
        var arguments = new ConformanceArguments();
        var command = new Command("conformance");
        arguments.AddTo(command);

        var (options, problem) = arguments.Read(command.Parse(
            ["middleware.http", "--socket", "/s", "--header", "Authorization=Bearer abc==", "--header", "X-Tenant=blue", "--expect", "X-User=me", "--ability", "signs-in"]));

        Assert.Equal("", problem);
        Assert.Equal(new Dictionary<string, string> { ["Authorization"] = "Bearer abc==", ["X-Tenant"] = "blue" }, options!.Headers);
        Assert.Equal("me", options.Expected["X-User"]);
        Assert.Contains("signs-in", options.Abilities);
    }

    [Theory]
    [InlineData("", "has 0 components; it must have one.")]
    [InlineData("apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: a\nspec:\n  metadata: []\n", "spec.type")]
    [InlineData(
        "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: a\nspec:\n  type: state.a\n  version: v1\n  metadata:\n  - name: password\n    secretKeyRef:\n      name: s\n      key: k\n",
        "password refers to a secret, and there is no secret store here; give it as --metadata password=VALUE")]
    public async Task Component_file_that_can_not_be_used_is_said(string yaml, string expected)
    {
        using var directory = new TemporaryDirectory();
        var path = Path.Combine(directory.Path, "component.yaml");
        await File.WriteAllTextAsync(path, yaml, TestContext.Current.CancellationToken);
        var run = new CommandLineRun();
        Assert.Equal(2, await run.RunAsync("conformance", "state", "--socket", "/s", "--component-file", path));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_is_a_line_for_each_case_and_a_summary()
    {
        var output = new StringBuilder();
        ConformanceRenderer.Write(Report, new Terminal(new StringWriter(output), TextWriter.Null));
        Assert.Equal(
            """
            wire	passed	a ping is answered
            state	failed	a value comes back: it�should
            state	not applicable	a query answers: needs the ability query

            state.mine at /s/mine.sock, found by reflection v1.
            It claims ETAG; it was tested for etag, large-values.
            1 passed, 1 failed, 1 not applicable, in 1.3 s.

            """.Replace("\\uFFFD", "\uFFFD", StringComparison.Ordinal),
            output.ToString().ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Report_comes_as_JSON_too()
    {
        var output = new StringBuilder();
        ConformanceRenderer.WriteJson(Report, new Terminal(new StringWriter(output), TextWriter.Null));
        using var json = JsonDocument.Parse(output.ToString());
        Assert.Equal("state.mine", json.RootElement.GetProperty("type").GetString());
        Assert.Equal(1, json.RootElement.GetProperty("failed").GetInt32());
        Assert.Equal(1, json.RootElement.GetProperty("notApplicable").GetInt32());
        var failed = json.RootElement.GetProperty("cases")[1];
        Assert.Equal("a value comes back", failed.GetProperty("name").GetString());
        Assert.Equal("failed", failed.GetProperty("outcome").GetString());
        Assert.Equal("it\tshould", failed.GetProperty("reason").GetString());
        Assert.False(json.RootElement.GetProperty("cases")[0].TryGetProperty("reason", out _));
    }
}
