using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

// yarp-proxy h1|h2 LISTEN DESTINATION
if (args.Length != 3 || args[0] is not ("h1" or "h2") || !IPEndPoint.TryParse(args[1], out var listen) || !IPEndPoint.TryParse(args[2], out var destination))
{
    await Console.Error.WriteLineAsync("yarp-proxy h1|h2 LISTEN DESTINATION: forwards everything; both addresses are written as IP:PORT.");
    return 2;
}

var isHttp2 = args[0] == "h2";

// The slim builder without logging providers: nothing runs that a proxy does not need.
var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.ConfigureKestrel(kestrel =>
{
    kestrel.AddServerHeader = false;
    kestrel.Limits.Http2.MaxStreamsPerConnection = 1000;
    kestrel.Listen(listen, options => options.Protocols = isHttp2 ? HttpProtocols.Http2 : HttpProtocols.Http1);
});
builder.Services.AddReverseProxy().LoadFromMemory(
    [new RouteConfig { RouteId = "all", ClusterId = "next", Match = new RouteMatch { Path = "/{**all}" } }],
    [
        new ClusterConfig
        {
            ClusterId = "next",
            Destinations = new Dictionary<string, DestinationConfig> { ["next"] = new() { Address = $"http://{destination}/" } },
            HttpRequest = isHttp2 ? new ForwarderRequestConfig { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact } : null,
        },
    ]);
var app = builder.Build();
app.MapReverseProxy();
await app.RunAsync();
return 0;
