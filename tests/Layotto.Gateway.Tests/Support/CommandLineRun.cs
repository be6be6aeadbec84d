using Layotto.Components.Metadata;
using Layotto.Components;
using Layotto.Gateway.CommandLine;
using Layotto.Gateway.Logging;
using Layotto.Gateway.Rendering;
using Layotto.Pluggable.Discovery;
using System.Text;

namespace Layotto.Gateway.Tests.Support;

/// <summary>The command line with everything around it under a test's control.</summary>
internal sealed class CommandLineRun
{
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    public FakeRunner Runner { get; init; } = new();

    public FakeSignals Signals { get; } = new();

    public LineStream LogOutput { get; } = new();

    public LineStream LogError { get; } = new();

    public GatewayEnvironment Environment { get; init; } = new();

    public bool IsInteractive { get; init; }

    public bool HasColor { get; init; }

    public bool IsOnTerminal { get; init; }

    public CheckReport Report { get; init; } = new(0, 0, []);

    public IReadOnlyList<string>? CheckedPaths { get; private set; }

    public string Output => _output.ToString().ReplaceLineEndings("\n");

    public string Error => _error.ToString().ReplaceLineEndings("\n");

    /// <summary>What the sidecar was asked for, when it was started with these arguments and no mistakes.</summary>
    public static async Task<GatewayOptions> OptionsOfAsync(GatewayEnvironment environment, params string[] arguments)
    {
        var run = new CommandLineRun { Environment = environment };
        run.Runner.End(0);
        var exitCode = await run.RunAsync(arguments);
        Assert.True(exitCode == 0, run.Error);
        return run.Runner.Options!;
    }

    public static Task<GatewayOptions> OptionsOfAsync(params string[] arguments) => OptionsOfAsync(new GatewayEnvironment(), arguments);

    /// <summary>What is said about arguments with mistakes.</summary>
    public static async Task<string> MistakesOfAsync(params string[] arguments)
    {
        var run = new CommandLineRun();
        Assert.Equal(1, await run.RunAsync(arguments));
        Assert.Null(run.Runner.Options);
        return run.Error;
    }

    /// <summary>The types that other processes offer.</summary>
    public IReadOnlyList<ComponentDescriptor> Offered { get; init; } = [];

    /// <summary>What was decided about their sockets.</summary>
    public IReadOnlyList<SocketRecord> Sockets { get; init; } = [];

    public Task<int> RunAsync(params string[] arguments) => LayottoCommandLine.RunAsync(arguments, Context()).Within();

    public CommandContext Context() => new()
    {
        Parts = new CommandLineParts
        {
            Runner = Runner,
            Catalogue = Catalogue,
            Sockets = (_, catalogue, _) =>
            {
                catalogue.Offer(Offered);
                return Task.FromResult(Sockets);
            },
            Check = (paths, _) =>
            {
                CheckedPaths = paths;
                return Task.FromResult(Report);
            },
        },
        Terminal = new Terminal(new StringWriter(_output), new StringWriter(_error)) { IsInteractive = IsInteractive, HasColor = HasColor },
        Environment = Environment,
        LogOutput = new SharedStream(LogOutput),
        LogError = new SharedStream(LogError),
        SearchPath = "/usr/bin:/bin",
        IsOnTerminal = IsOnTerminal,
        Signals = Signals,
    };

    private static ComponentCatalogue Catalogue() => new ComponentCatalogue()
        .Add(new ComponentDescriptor
        {
            Kind = ComponentKind.State,
            Name = "sqlite",
            Aliases = ["sqlite3"],
            Summary = "Keeps state in a SQLite database.",
            Features = ["ETAG", "TTL"],
            Create = () => throw new NotSupportedException(),
            Schema = new MetadataSchema(
                MetadataField.Text("connectionString", "Where the database is.") with { IsRequired = true, Example = "data.db" },
                MetadataField.Duration("timeout", "How long an operation may take.", TimeSpan.FromSeconds(20)),
                MetadataField.Text("mode", "How it is opened.") with { AllowedValues = ["shared", "exclusive"] },
                MetadataField.Text("password", "The password.") with { IsSensitive = true, Aliases = ["pwd"] }),
        })
        .Add(new ComponentDescriptor
        {
            Kind = ComponentKind.PubSub,
            Name = "in-memory",
            Summary = "Keeps messages in memory.",
            Create = () => throw new NotSupportedException(),
        });
}
