using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using Layotto.Interop.Server;

var port = 0;
foreach (var argument in args)
{
    if (!argument.StartsWith("--port=", StringComparison.Ordinal)
        || !int.TryParse(argument["--port=".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out port))
    {
        await Console.Error.WriteLineAsync($"Argument '{argument}' is not understood; it must be --port=NUMBER.");
        return 2;
    }
}

await using var server = await InteropServer.StartAsync(new IPEndPoint(IPAddress.Loopback, port));
Console.WriteLine($"listening on {server.Port}");
var stop = new TaskCompletionSource();
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
await stop.Task;
return 0;

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.TrySetResult();
}
