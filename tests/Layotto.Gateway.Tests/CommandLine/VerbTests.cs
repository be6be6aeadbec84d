using System.Text.Json;
using Layotto.Components.Metadata;
using Layotto.Components;
using Layotto.Gateway.Launching;
using Layotto.Gateway.Rendering;
using Layotto.Gateway.Tests.Support;
using Layotto.Pluggable.Discovery;

namespace Layotto.Gateway.Tests.CommandLine;

public class VerbTests
{
    private static readonly Problem Warning = new(ProblemSeverity.Warning, "a.yaml", "The key is unknown.") { Line = 3, Field = "spec.x" };
    private static readonly Problem Mistake = new(ProblemSeverity.Error, "b.yaml", "The type is unknown.")
    { Line = 7, Document = 2, Field = "spec.type", Suggestion = "Did you mean state.redis?" };

    [Theory]
    [InlineData("version")]
    [InlineData("--build-info")]
    public async Task The_build_is_told_in_the_form_of_daprd(string argument)
    {
        var run = new CommandLineRun();
        Assert.Equal(0, await run.RunAsync(argument));
        Assert.Equal($"Version: {ProductVersion.Version}\nGit Commit: {ProductVersion.Commit}\nGit Version: v{ProductVersion.Version}\n", run.Output);
    }

    [Fact]
    public async Task The_version_alone_is_a_line()
    {
        var run = new CommandLineRun();
        Assert.Equal(0, await run.RunAsync("--version"));
        Assert.Equal($"{ProductVersion.Version}\n", run.Output);
        Assert.Null(run.Runner.Options);
    }

    [Fact]
    public async Task The_version_comes_as_JSON_too()
    {
        var run = new CommandLineRun();
        Assert.Equal(0, await run.RunAsync("version", "-o", "json"));
        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal(ProductVersion.Version, json.RootElement.GetProperty("version").GetString());
    }

    [Theory]
    [InlineData(new[] { "check", "." }, false, 0)]
    [InlineData(new[] { "check", "--strict", "." }, false, 1)]
    [InlineData(new[] { "check", "." }, true, 1)]
    public async Task A_check_fails_on_errors_and_when_strict_on_warnings(string[] arguments, bool hasError, int exitCode)
    {
        var run = new CommandLineRun { Report = new CheckReport(2, 3, hasError ? [Warning, Mistake] : [Warning]) };
        Assert.Equal(exitCode, await run.RunAsync(arguments));
        Assert.Equal(["."], run.CheckedPaths);
    }

    [Fact]
    public async Task A_check_in_a_pipe_has_a_problem_a_line()
    {
        var run = new CommandLineRun { Report = new CheckReport(2, 3, [Mistake, Warning]) };
        await run.RunAsync("check", ".");
        Assert.Equal(
            """
            a.yaml:3: warning: spec.x: The key is unknown.
            b.yaml:7: error: spec.type: The type is unknown. Did you mean state.redis?
            1 error and 1 warning in 3 documents in 2 files.

            """,
            run.Output);
    }

    [Fact]
    public async Task A_check_on_a_terminal_is_grouped_by_file()
    {
        var run = new CommandLineRun { IsInteractive = true, Report = new CheckReport(2, 3, [Mistake, Warning]) };
        await run.RunAsync("check", ".");
        Assert.Equal(
            """
            a.yaml
              warning  line 3, spec.x
                       The key is unknown.

            b.yaml
              error    line 7, document 2, spec.type
                       The type is unknown.
                       Did you mean state.redis?

            1 error and 1 warning in 3 documents in 2 files.

            """,
            run.Output);
    }

    [Fact]
    public async Task A_check_comes_as_JSON_too()
    {
        var run = new CommandLineRun { Report = new CheckReport(2, 3, [Mistake]) };
        Assert.Equal(1, await run.RunAsync("check", "--output", "json", "."));
        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal(1, json.RootElement.GetProperty("errors").GetInt32());
        var problem = json.RootElement.GetProperty("problems")[0];
        Assert.Equal("error", problem.GetProperty("severity").GetString());
        Assert.Equal(7, problem.GetProperty("line").GetInt32());
        Assert.Equal("Did you mean state.redis?", problem.GetProperty("suggestion").GetString());
    }

    [Fact]
    public async Task A_path_that_is_not_there_is_an_error_beside_the_others()
    {
        var run = new CommandLineRun { Report = new CheckReport(1, 1, []) };
        Assert.Equal(1, await run.RunAsync("check", "/nowhere", "."));
        Assert.Equal(["."], run.CheckedPaths);
        Assert.Contains("/nowhere: error: There is no such file or directory.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_wrong_is_said_so()
    {
        var run = new CommandLineRun { Report = new CheckReport(1, 4, []) };
        Assert.Equal(0, await run.RunAsync("check", "."));
        Assert.Equal("Nothing wrong with 4 documents in 1 file.\n", run.Output);
    }

    [Theory]
    [InlineData("layotto check: Required argument missing", "check")]
    [InlineData("See \"layotto components describe --help\".", "components", "describe")]
    [InlineData("layotto completion: Argument 'tcsh' not recognized", "completion", "tcsh")]
    [InlineData("layotto check: There is no flag --strickt here; a name that begins with a dash is ./--strickt.", "check", ".", "--strickt", "--output", "json")]
    [InlineData("layotto components describe: There is no component type \"state.sqlit\"; did you mean \"state.sqlite", "components", "describe", "state.sqlit")]
    public async Task A_verb_that_is_used_wrongly_says_so(string expected, params string[] arguments)
    {
        var run = new CommandLineRun();
        Assert.Equal(1, await run.RunAsync(arguments));
        Assert.Contains(expected, run.Error + run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Components_are_listed_with_tabs_in_a_pipe_and_under_headings_on_a_terminal()
    {
        var piped = new CommandLineRun();
        await piped.RunAsync("components", "list");
        Assert.Equal("state.sqlite\tv1\tbuilt in\tETAG, TTL\tKeeps state in a SQLite database.\npubsub.in-memory\tv1\tbuilt in\t\tKeeps messages in memory.\n", piped.Output);

        var terminal = new CommandLineRun { IsInteractive = true };
        await terminal.RunAsync("components", "list");
        Assert.Equal(
            """
            TYPE              VERSION  FROM      FEATURES   SUMMARY
            state.sqlite      v1       built in  ETAG, TTL  Keeps state in a SQLite database.
            pubsub.in-memory  v1       built in             Keeps messages in memory.

            """,
            terminal.Output);
    }

    [Fact]
    public async Task Sockets_are_told_of_with_what_was_decided_about_them()
    {
        var offered = new ComponentDescriptor { Kind = ComponentKind.State, Name = "mine", Summary = "A pluggable one.", Socket = "/s/mine.sock", Create = () => throw new NotSupportedException() };
        var run = () => new CommandLineRun
        {
            Offered = [offered],
            Sockets =
            [
                new SocketRecord { Path = "/s/mine.sock", Name = "mine", State = SocketState.Serving, Reflection = "v1", Owner = 7, Peer = new SocketPeer(12, 7), Services = ["a.B"], Types = ["state.mine"] },
                new SocketRecord { Path = "/s/other", Name = "other", State = SocketState.Refused, LastError = "It is\tnot a socket." },
            ],
        };

        var list = run();
        Assert.Equal(0, await list.RunAsync("components", "list"));
        Assert.Contains("state.mine\tv1\t/s/mine.sock, reflection v1, process 12 of user 7\t\tA pluggable one.\n", list.Output, StringComparison.Ordinal);
        Assert.Equal("The socket /s/other is not used. It is\uFFFDnot a socket.\n", list.Error);

        var described = run();
        Assert.Equal(0, await described.RunAsync("components", "describe", "state.mine"));

        var table = run();
        Assert.Equal(0, await table.RunAsync("components", "sockets"));
        Assert.Equal("/s/mine.sock\tserving\tv1\t7\tprocess 12 of user 7\tstate.mine\t\n/s/other\trefused\t\t\t\t\tIt is\uFFFDnot a socket.\n", table.Output);

        var json = run();
        Assert.Equal(0, await json.RunAsync("components", "sockets", "-o", "json"));
        using var document = JsonDocument.Parse(json.Output);
        Assert.Equal("a.B", document.RootElement[0].GetProperty("services")[0].GetString());
        Assert.Equal("It is\tnot a socket.", document.RootElement[1].GetProperty("reason").GetString());
    }

    [Theory]
    [InlineData("state.sqlite")]
    [InlineData("STATE.SQLITE3")]
    [InlineData("state.sqlite/v1")]
    public async Task A_component_type_is_described_in_full(string type)
    {
        var run = new CommandLineRun();
        Assert.Equal(0, await run.RunAsync("components", "describe", type));
        Assert.Equal(
            """
            state.sqlite v1, a state store
            Keeps state in a SQLite database.
            Also: state.sqlite3
            Features: ETAG, TTL

            Metadata:
              connectionString (text, required)
                  Where the database is.
                  Such as: data.db
              timeout (duration, default 20s)
                  How long an operation may take.
              mode (text)
                  How it is opened.
                  One of: shared, exclusive
              password (text, secret)
                  The password.
                  Also: pwd

            Example:
              apiVersion: dapr.io/v1alpha1
              kind: Component
              metadata:
                name: my-sqlite
              spec:
                type: state.sqlite
                version: v1
                metadata:
                  - name: connectionString
                    value: "data.db"
                  # - name: timeout
                  #   value: "20s"
                  # - name: mode
                  #   value: "shared"
                  # - name: password
                  #   secretKeyRef:
                  #     name: my-secret
                  #     key: password

            """,
            run.Output);
    }

    [Fact]
    public void The_example_of_a_name_resolver_is_a_configuration()
    {
        var descriptor = new ComponentDescriptor
        {
            Kind = ComponentKind.NameResolution,
            Name = "file",
            Summary = "Reads a file.",
            Schema = new MetadataSchema(
                MetadataField.Duration("interval", "How often.", TimeSpan.FromSeconds(1)),
                MetadataField.Text("path", "The file.") with { IsRequired = true, Example = "sidecars.yaml" }),
            Create = () => throw new InvalidOperationException(),
        };

        Assert.Equal(
            """
            apiVersion: dapr.io/v1alpha1
            kind: Configuration
            metadata:
              name: config
            spec:
              nameResolution:
                component: file
                configuration:
                  path: "sidecars.yaml"
                #   interval: "1s"
            """,
            string.Join('\n', ComponentExample.Lines(descriptor)));
    }

    [Fact]
    public async Task A_component_type_is_described_as_JSON_too()
    {
        var run = new CommandLineRun();
        Assert.Equal(0, await run.RunAsync("components", "describe", "state.sqlite", "-o", "json"));
        using var json = JsonDocument.Parse(run.Output);
        var field = json.RootElement.GetProperty("metadata")[0];
        Assert.Equal("connectionString", field.GetProperty("name").GetString());
        Assert.True(field.GetProperty("required").GetBoolean());
        Assert.StartsWith("apiVersion: dapr.io/v1alpha1\n", json.RootElement.GetProperty("example").GetString(), StringComparison.Ordinal);
    }
}
