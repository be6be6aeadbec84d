using Layotto.LoadGenerator.CommandLine;
using Layotto.LoadGenerator.Loop;
using Layotto.LoadGenerator.Results;

const int Valid = 0;
const int Invalid = 1;
const int WrongArguments = 2;

if (args.Length == 0 || args is ["--help" or "-h"])
{
    Console.Write(Usage.Text);
    return args.Length == 0 ? WrongArguments : Valid;
}

var parser = new LoadOptionsParser();
if (parser.Parse(args) is not { } options)
{
    foreach (var error in parser.Errors)
        await Console.Error.WriteLineAsync(error);
    return WrongArguments;
}

using var cancellation = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    cancellation.Cancel();
};

var result = new LoadTest(options, TimeProvider.System).Run(cancellation.Token);
Console.Write(ResultText.Write(result));
if (options.JsonPath is { } path)
    await File.WriteAllBytesAsync(path, ResultJson.Write(result));
return result.IsValid ? Valid : Invalid;
