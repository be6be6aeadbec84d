using System.Net;
using System.Runtime.InteropServices;
using Layotto.Benchmarks.GrpcEcho;
using Layotto.Grpc.Hosting;
using Layotto.Grpc.Server;
using Microsoft.Extensions.Logging.Abstractions;

if (args is not ["--listen", var address] || !IPEndPoint.TryParse(address, out var endpoint))
{
    await Console.Error.WriteLineAsync("usage: grpc-echo --listen ADDRESS:PORT");
    return 2;
}

var server = new GrpcServerBuilder().Add(Echo.BindService(new EchoService())).Build();
var options = new KestrelHostOptions
{
    Endpoints = [ListenEndpoint.Tcp(endpoint.Address, endpoint.Port, ListenProtocols.Http2)],
    Limits = new HostLimits { MaxRequestBodySize = null, MinRequestDataRate = null, MinResponseDataRate = null },
};
await using var host = new KestrelHost(options, server.HandleAsync, NullLoggerFactory.Instance);
await host.StartAsync(CancellationToken.None);

var stop = new TaskCompletionSource();
using var registration = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
{
    context.Cancel = true;
    stop.TrySetResult();
});
await stop.Task;
await host.StopAsync(CancellationToken.None);
return 0;
