using Layotto.Benchmarks.BareKestrel;
using Microsoft.AspNetCore.Server.Kestrel.Core;

BareOptions options;
try
{
    options = BareOptions.Parse(args);
    if (options.Mode == BareMode.Loop && options.PublishTo is null)
        throw new FormatException("The mode loop needs the argument --publish-to.");
    if (options.Mode == BareMode.Relay && (options.RelayTo is null || options.Response is null))
        throw new FormatException("The mode relay needs the arguments --relay-to and --response-file.");
}
catch (FormatException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    await Console.Error.WriteLineAsync(BareOptions.Usage);
    return 2;
}

// The slim builder without logging providers: nothing runs that the mode does not need.
var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.ConfigureKestrel(kestrel =>
{
    kestrel.AddServerHeader = false;
    kestrel.Limits.Http2.MaxStreamsPerConnection = 1000;
    void Protocol(ListenOptions listen) =>
        listen.Protocols = options.Mode is BareMode.H2 or BareMode.Relay ? HttpProtocols.Http2 : HttpProtocols.Http1;
    if (options.UnixSocket is { } path)
        kestrel.ListenUnixSocket(path, Protocol);
    else
        kestrel.Listen(options.EndPoint!, Protocol);
});

var app = builder.Build();
switch (options.Mode)
{
    case BareMode.H2:
        app.Run(new GrpcEcho(options.Response).HandleAsync);
        break;
    case BareMode.H1:
        var value = options.Response ?? new byte[1024];
        app.MapGet("/v1.0/state/{store}/{key}", (string store, string key, HttpContext context) =>
        {
            context.Response.Headers.ETag = "1";
            return Results.Bytes(value, "application/json");
        });
        app.MapGet("/v1.0/healthz", () => Results.NoContent());
        break;
    case BareMode.Hello:
        app.MapGet("/", () => "hello\n");
        app.MapGet("/v1.0/healthz", () => Results.NoContent());
        break;
    case BareMode.Relay:
        app.Run(new GrpcRelay(options.RelayTo!, options.Response!).HandleAsync);
        break;
    case BareMode.Loop:
        var loop = new DeliveryLoop(options.PublishTo!);
        app.MapGet("/publish", loop.PublishAsync);
        app.MapPost("/delivery", loop.DeliverAsync);
        app.MapGet("/v1.0/healthz", () => Results.NoContent());
        break;
}

await app.RunAsync();
return 0;
