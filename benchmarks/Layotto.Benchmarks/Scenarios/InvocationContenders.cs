using System.Net;
using Layotto.Benchmarks.Contenders;
using Layotto.Benchmarks.Payloads;
using Layotto.Benchmarks.Processes;

namespace Layotto.Benchmarks.Scenarios;

/// <summary>
/// Who stands twice between a caller and an app. The caller and the app share one processor, all that stands between them has the
/// other one for itself.
/// </summary>
internal static class InvocationContenders
{
    /// <param name="context">The run.</param>
    /// <param name="workDirectory">For configurations.</param>
    /// <param name="isGrpc">Whether it is gRPC; else HTTP/1.1.</param>
    public static IEnumerable<Contender> All(RunContext context, string workDirectory, bool isGrpc)
    {
        var options = context.Options;
        if (Proxies.HasHaproxy)
            yield return Twice("haproxy, twice", context, workDirectory, isGrpc, (listen, next) => Proxies.Haproxy(listen, next, isGrpc, workDirectory));
        if (options.Gateway is { } gateway)
        {
            var (app, at) = App(context, workDirectory, isGrpc);
            yield return SidecarPair.Create(gateway, options.GatewayArguments, app, at, isGrpc);
        }

        if (options.Yarp is { } yarp)
            yield return Twice("stock YARP, twice", context, workDirectory, isGrpc, (listen, next) => Proxies.Yarp(yarp, listen, next, isGrpc));
        if (Proxies.HasNghttpx)
            yield return Twice("nghttpx, twice", context, workDirectory, isGrpc, (listen, next) => Proxies.Nghttpx(listen, next, isGrpc));
        yield return Direct(context, workDirectory, isGrpc);
    }

    /// <summary>The sidecars and the .NET proxy alone: those whose allocations can be counted.</summary>
    public static IEnumerable<Contender> Managed(RunContext context, string workDirectory, bool isGrpc)
        => All(context, workDirectory, isGrpc).Where(contender => contender.Name is SidecarPair.Name or "stock YARP, twice");

    private static Contender Twice(
        string name, RunContext context, string workDirectory, bool isGrpc, Func<IPEndPoint, IPEndPoint, Command> proxy)
    {
        var (app, at) = App(context, workDirectory, isGrpc);
        var first = FreePort.Next();
        var second = FreePort.Next();
        return new Contender
        {
            Name = name,
            Companions = [app, new Companion(proxy(second, at), new ReadinessProbe(second), IsMeasured: true)],
            Command = proxy(first, second),
            Readiness = new ReadinessProbe(first),
            Target = first,
        };
    }

    private static Contender Direct(RunContext context, string workDirectory, bool isGrpc)
    {
        var (app, at) = App(context, workDirectory, isGrpc);
        return new Contender { Name = "direct", Command = app.Command, Readiness = app.Readiness, Target = at, RunsBesideGenerator = true };
    }

    private static (Companion App, IPEndPoint At) App(RunContext context, string workDirectory, bool isGrpc)
    {
        var at = FreePort.Next();
        if (!isGrpc)
        {
            var (command, readiness) = Nginx.App(at, StateValue.Json, workDirectory);
            return (new Companion(command, readiness, IsMeasured: false), at);
        }

        var server = BareKestrel.Http2(context.Bare, response: null, workDirectory);
        return (new Companion(server.Command, server.Readiness, IsMeasured: false), server.Target);
    }
}
