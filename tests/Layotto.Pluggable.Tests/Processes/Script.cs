using System.Collections.Concurrent;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Layotto.Pluggable.Tests.Processes;

/// <summary>Stands before the methods of a fake process: keeps what is called, and does first what a test wants.</summary>
internal sealed class Script : Interceptor
{
    private readonly ConcurrentQueue<string> _calls = new();

    /// <summary>The unary calls so far, each as method and instance, such as <c>Init store</c>; without pings.</summary>
    public IReadOnlyList<string> Calls => [.. _calls];

    /// <summary>By method, such as <c>Get</c>, what happens before it.</summary>
    public ConcurrentDictionary<string, Func<ServerCallContext, Task>> Before { get; } = new(StringComparer.Ordinal);

    public static Task HangAsync(ServerCallContext context) => Task.Delay(Timeout.Infinite, context.CancellationToken);

    public static Func<ServerCallContext, Task> Refuse(StatusCode code, string detail) => _ => throw new RpcException(new Status(code, detail));

    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        var method = context.Method[(context.Method.LastIndexOf('/') + 1)..];
        if (method != "Ping")
            _calls.Enqueue($"{method} {context.RequestHeaders.GetValue("x-component-instance")}");
        if (Before.TryGetValue(method, out var before))
            await before(context);
        return await continuation(request, context);
    }
}
