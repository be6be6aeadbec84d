using System.CommandLine;
using Layotto.Conformance;
using Layotto.Conformance.Sockets;
using Layotto.Gateway.Rendering;

namespace Layotto.Gateway.CommandLine.Verbs;

/// <summary><c>layotto conformance</c>: tests somebody's component at its socket.</summary>
internal static class ConformanceVerb
{
    /// <summary>The verb.</summary>
    public const string Name = "conformance";

    private static readonly HelpPage Page = new(
        "Test a component of your own at its socket: whether it does what components of its kind must do, and what is built in does.",
        ["layotto conformance KIND --socket PATH [options]", "layotto conformance KIND --socket PATH --command \"./my-component\" [options]"],
        [
            new("Arguments", [("KIND", $"{string.Join(", ", SocketConformance.Kinds.Select(kind => kind.Category))}.")]),
            new("Options",
            [
                ("--socket PATH", "The socket of the component's process."),
                ("--metadata KEY=VALUE", "A setting that the component is initialised with; as often as needed."),
                ("--component-file FILE", "A component's YAML that has these settings."),
                ("--second KEY=VALUE", "The same for a second component, which is to share nothing with the first."),
                ("--expect KEY=VALUE", "What the component holds beforehand: a secret, or with NAME/KEY=VALUE one of its values; a configuration item; a crypto key as ALGORITHM,ALGORITHM=NAME, a public one as public/ALGORITHM=NAME; an app and its addresses; a header that a middleware adds to requests."),
                ("--header KEY=VALUE", "For an HTTP middleware: a header that a request needs to be passed on, such as a token; as often as needed."),
                ("--command COMMAND", "Start the process with this; cases that kill it and start it again are run then."),
                ("--durable", "What is acknowledged outlives the process, so that it must be there after kill -9."),
                ("--ability ABILITY", "Something it can do that can't be told by asking it; the report tells the words."),
                ("--without ABILITY", "Something it can't do, though it is taken for granted."),
                ("--bad-etag ETAG", "For a state store whose etags have a form: one of that form that is none (default bad-etag)."),
                ("--name-key KEY", "For a binding: the metadata key that names what is created, got and deleted (default key)."),
                ("--trigger OPERATION", "For a binding both ways: the operation that makes an event come."),
                ("--write COMMAND", "For a configuration store: makes the items on its standard input, as JSON, those that there are."),
                ("--case TEXT", "Run the cases with this in their names alone."),
                ("--timeout DURATION", "The longest that a case may take (default 30s)."),
                ("-o, --output FORMAT", "text or json (default text)."),
                ("--json", "The same as --output json."),
                ("-h, --help", "Print this and exit."),
            ]),
            new("Exit codes", [("0", "No case failed."), ("1", "A case failed, or there was nothing to test."), ("2", "The command line is wrong.")]),
            new("Examples",
            [
                ("layotto conformance state --socket /tmp/mystore.sock --metadata path=/tmp/a.db", ""),
                ("layotto conformance secretstores --socket /tmp/vault.sock --expect password=abc", ""),
            ]),
        ]);

    /// <summary>Creates the command.</summary>
    public static Command Create(CommandContext context)
    {
        var arguments = new ConformanceArguments();
        var command = new Command(Name, "Test a component at its socket.");
        arguments.AddTo(command);
        CommandTree.AddHelp(command, () => Page, context);
        command.SetAction(async (result, cancellationToken) =>
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            using var signals = context.Signals.Subscribe(_ => stop.Cancel());
            try
            {
                return await InvokeAsync(arguments.Read(result), arguments.IsJson(result), context.Terminal, stop.Token);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                context.Terminal.Error.WriteLine($"layotto {Name}: stopped.");
                return ExitCode.Failure;
            }
        });
        return command;
    }

    private static async Task<int> InvokeAsync(
        (SocketConformanceOptions? Options, string Problem) arguments, bool json, Terminal terminal, CancellationToken cancellationToken)
    {
        if (arguments.Options is not { } options)
            return Fail(arguments.Problem, ExitCode.Misuse, terminal);
        var progress = new ConformanceProgress(terminal);
        try
        {
            var report = await SocketConformance.RunAsync(options, progress.Tell, cancellationToken);
            progress.Clear();
            if (json)
                ConformanceRenderer.WriteJson(report, terminal);
            else
                ConformanceRenderer.Write(report, terminal);
            return report.Count(ConformanceOutcome.Failed) > 0 ? ExitCode.Failure : ExitCode.Success;
        }
        catch (SocketConformanceException exception)
        {
            progress.Clear();
            return Fail(exception.Message, ExitCode.Failure, terminal);
        }
    }

    private static int Fail(string sentence, int exitCode, Terminal terminal)
    {
        terminal.Error.WriteLine($"layotto {Name}: {SafeText.Of(sentence)}");
        return exitCode;
    }
}
