using System.Diagnostics;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Layotto.Grpc.Server;

/// <summary>One method with its handler; what the four shapes share.</summary>
internal abstract class ServerMethod(IMethod method, ServerSettings settings)
{
    private readonly bool _isObserved = settings.CallObserver is not null;
    private readonly bool _streamsRequests = method.Type is MethodType.ClientStreaming or MethodType.DuplexStreaming;

    public string FullName { get; } = method.FullName;

    /// <summary>Answers one call. It stays in one synchronous piece for as long as nothing has to be waited for.</summary>
    public Task HandleAsync(HttpContext context, string fullName)
    {
        var start = _isObserved ? Stopwatch.GetTimestamp() : 0;
        var call = new ServerCall(context, fullName, settings);
        if (call.Begin() is { } refusal)
        {
            call.End(refusal, null);
            call.Report(method.Type, start);
            return Task.CompletedTask;
        }

        if (_streamsRequests)
            LiftBodyLimits(context);
        Task work;
        try
        {
            work = InvokeAsync(call);
        }
#pragma warning disable CA1031 // Whatever a handler throws becomes the status of the call.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            call.Fail(exception);
            call.Report(method.Type, start);
            return call.WhenAnsweredAsync();
        }

        if (!work.IsCompletedSuccessfully)
            return AwaitAsync(call, work, start);
        call.EndAsSet();
        call.Report(method.Type, start);
        return call.WhenAnsweredAsync();
    }

    /// <summary>Reads what the handler takes, runs it, and writes what it returns.</summary>
    protected abstract Task InvokeAsync(ServerCall call);

    private async Task AwaitAsync(ServerCall call, Task work, long start)
    {
        try
        {
            await work.ConfigureAwait(false);
            call.EndAsSet();
        }
#pragma warning disable CA1031 // Whatever a handler throws becomes the status of the call.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            call.Fail(exception);
        }

        call.Report(method.Type, start);
        await call.WhenAnsweredAsync().ConfigureAwait(false);
    }

    // A stream may rest for hours and grow without end: its messages are bounded one by one.
    private static void LiftBodyLimits(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
    }
}
