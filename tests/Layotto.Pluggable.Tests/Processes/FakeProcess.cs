using Google.Protobuf.Reflection;
using Grpc.Core;
using Layotto.Grpc.Hosting;
using Layotto.Grpc.Server;
using Layotto.Grpc.Services;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Layotto.Pluggable.Tests.Processes;

/// <summary>A component's process, as far as its socket can tell: a gRPC server on a Unix socket, in this process.</summary>
internal sealed class FakeProcess : IAsyncDisposable
{
    private readonly KestrelHost _host;

    private FakeProcess(KestrelHost host) => _host = host;

    /// <summary>Serves services, with reflection of both versions unless told otherwise.</summary>
    public static Task<FakeProcess> ServeAsync(
        string path, Script script, IReadOnlyList<(ServerServiceDefinition Definition, ServiceDescriptor Descriptor)> services, params string[] reflection)
    {
        var reflections = new ReflectionService(services.Select(service => service.Descriptor));
        var builder = Builder(script);
        foreach (var (definition, _) in services)
            builder.Add(definition);
        if (reflection.Length == 0 || reflection.Contains("v1"))
            builder.Add(reflections.BindV1());
        if (reflection.Length == 0 || reflection.Contains("v1alpha"))
            builder.Add(reflections.BindV1Alpha());
        return AnswerAsync(path, builder.Build().HandleAsync);
    }

    /// <summary>Serves definitions and nothing else.</summary>
    public static Task<FakeProcess> ServeBareAsync(string path, params ServerServiceDefinition[] definitions)
    {
        var builder = Builder(new Script());
        foreach (var definition in definitions)
            builder.Add(definition);
        return AnswerAsync(path, builder.Build().HandleAsync);
    }

    /// <summary>Answers HTTP/2 as a test wants it.</summary>
    public static async Task<FakeProcess> AnswerAsync(string path, RequestDelegate handler)
    {
        var host = new KestrelHost(
            new KestrelHostOptions { Endpoints = [ListenEndpoint.Unix(path)], Limits = new HostLimits { MaxRequestBodySize = null } },
            handler,
            NullLoggerFactory.Instance);
        await host.StartAsync(Patience.Cancellation).Soon();
        return new FakeProcess(host);
    }

    /// <summary>Ends it as a process does that lets its calls come to an end: it takes no more, and connections stay as long as calls do.</summary>
    public Task StopAsync(CancellationToken patience) => _host.StopAsync(patience);

    /// <summary>Ends it at once: connections break, and the socket is gone.</summary>
    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private static GrpcServerBuilder Builder(Script script) => new()
    {
        Options = new GrpcServerOptions { Interceptors = [script], MaxReceiveMessageSize = null, EnableDetailedErrors = true },
    };
}
