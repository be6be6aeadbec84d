using Layotto.Grpc.Client;
using Layotto.Interop.Client;

if (!InteropArguments.TryParse(args, out var arguments, out var problem))
{
    await Console.Error.WriteLineAsync(problem);
    return 2;
}

await using var channel = new GrpcChannel($"http://{arguments.Host}:{arguments.Port}");
var failures = 0;
foreach (var name in arguments.TestCase == "all" ? InteropCases.Names : [arguments.TestCase])
{
    try
    {
        await InteropCases.RunAsync(name, channel, arguments.ServerSeesCompression).WaitAsync(TimeSpan.FromSeconds(60));
        Console.WriteLine($"passed {name}");
    }
    catch (Exception exception)
    {
        failures++;
        Console.WriteLine($"FAILED {name}: {exception}");
    }
}

return failures == 0 ? 0 : 1;
