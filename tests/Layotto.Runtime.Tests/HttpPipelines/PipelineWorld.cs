using System.Collections.Concurrent;
using Layotto.Components;
using Layotto.Components.HttpMiddleware;
using Layotto.Components.Metadata;
using Layotto.Components.Specification;
using Layotto.Runtime.HttpPipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Layotto.Runtime.Tests.HttpPipelines;

/// <summary>A registry with middleware that tests are made of, and a pipeline over it.</summary>
internal sealed class PipelineWorld
{
    public const string Type = "middleware.http.fake";

    private readonly RecordingLog _log = new();

    public ComponentRegistry Registry { get; } = new();

    public IReadOnlyCollection<string> Warnings => _log.Warnings;

    public HttpPipeline Pipeline(params string[] names)
        => Pipeline([.. names.Select(name => new HttpPipelineHandler(name, Type, ""))]);

    public HttpPipeline Pipeline(params HttpPipelineHandler[] handlers) => new("httpPipeline", handlers, Registry, _log);

    /// <summary>Puts a middleware into the registry.</summary>
    /// <returns>The instance it replaces.</returns>
    public ComponentInstance? Put(string name, Func<HttpContext, RequestDelegate, Task> invoke, ComponentHealth health = ComponentHealth.Ready)
    {
        var descriptor = new ComponentDescriptor
        {
            Kind = ComponentKind.HttpMiddleware, Name = "fake", Summary = "", Create = () => throw new InvalidOperationException(),
        };
        var instance = new ComponentInstance(
            new ComponentSpecification { Name = name, Type = Type }, descriptor, new FakeMiddleware(invoke), ComponentMetadata.Empty);
        instance.Report(health);
        return Registry.Put(instance);
    }

    /// <summary>Puts a middleware that leaves its name in a header, on the way in and on the way out.</summary>
    public ComponentInstance? PutMark(string name, string? mark = null) => Put(name, async (context, next) =>
    {
        context.Request.Headers.Append("in", mark ?? name);
        await next(context);
        context.Response.Headers.Append("out", mark ?? name);
    });

    public static string[] Header(IHeaderDictionary headers, string name) => [.. headers[name].Select(value => value ?? "")];

    internal sealed class FakeMiddleware(Func<HttpContext, RequestDelegate, Task> invoke) : IHttpMiddleware
    {
        public IReadOnlyList<string> Features => [];

        public bool IsDisposed { get; private set; }

        public ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public Task InvokeAsync(HttpContext context, RequestDelegate next)
        {
            ObjectDisposedException.ThrowIf(IsDisposed, this);
            return invoke(context, next);
        }

        public ValueTask DisposeAsync()
        {
            IsDisposed = true;
            return ValueTask.CompletedTask;
        }
    }

    private sealed class RecordingLog : ILogger
    {
        public ConcurrentQueue<string> Warnings { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Warning)
                Warnings.Enqueue(formatter(state, exception));
        }
    }
}
