using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Layotto.Components.Bindings;
using Layotto.Dapr.Grpc;
using Layotto.Dapr.Telemetry;
using Layotto.Protos.Dapr.Runtime.V1;
using Layotto.Runtime.Bindings;
using Layotto.Runtime.Errors;
using Layotto.Runtime.Resiliency;
using Layotto.Runtime.Telemetry;
using Microsoft.Extensions.Logging;

namespace Layotto.Dapr.Apps;

/// <summary>
/// The app, as input bindings see it in Dapr's words. Over HTTP it says with its answer to OPTIONS whether it takes a binding's events, and
/// gets each as a POST; over gRPC it lists the bindings and gets a call of <c>OnBindingEvent</c>.
/// </summary>
/// <param name="channel">The way to the app.</param>
/// <param name="maxBodySize">The most bytes of an answer of the app.</param>
/// <param name="loggers">Makes the logger.</param>
public sealed class BindingApp(IAppChannel channel, long maxBodySize, ILoggerFactory loggers) : IBindingApp
{
    private const int LongestShown = 500;

    private readonly ILogger _logger = loggers.CreateLogger("dapr.runtime.processor.binding");

    /// <inheritdoc/>
    public async ValueTask<bool> TakesAsync(string name, string route, CancellationToken cancellationToken)
    {
        try
        {
            if (channel.IsGrpc)
            {
                using var call = new AppCallback.AppCallbackClient(channel.Invoker).ListInputBindingsAsync(new Empty(), cancellationToken: cancellationToken);
                return (await call.ResponseAsync.ConfigureAwait(false)).Bindings.Contains(name);
            }

            using var request = new HttpRequestMessage(HttpMethod.Options, AppPath.Of(route));
            using var answer = await channel.SendAsync(request, cancellationToken).ConfigureAwait(false);
            return answer.IsSuccessStatusCode || answer.StatusCode == System.Net.HttpStatusCode.MethodNotAllowed;
        }
        catch (Exception exception) when (exception is HttpRequestException or ApiException or RpcException { StatusCode: not StatusCode.Unimplemented })
        {
            cancellationToken.ThrowIfCancellationRequested();
            _logger.LogWarning("The app couldn't be asked whether it takes events of the binding {Name}: {Reason}", name, exception.Message);
            return false;
        }
        catch (RpcException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public ValueTask<BindingDelivery> DeliverAsync(string name, string route, BindingEvent received, CancellationToken cancellationToken)
        => channel.IsGrpc ? CallAsync(name, received, cancellationToken) : PostAsync(route, received, cancellationToken);

    private async ValueTask<BindingDelivery> CallAsync(string name, BindingEvent received, CancellationToken cancellationToken)
    {
        var request = new BindingEventRequest { Name = name, Data = UnsafeByteOperations.UnsafeWrap(received.Data) };
        foreach (var (key, value) in received.Metadata)
            request.Metadata[key] = value;
        var headers = new Metadata();
        GrpcTraceHeaders.Inject(
            headers,
            TraceHeaders.Read(received.Metadata.GetValueOrDefault(TraceHeaders.TraceParent), received.Metadata.GetValueOrDefault(TraceHeaders.TraceState)));
        try
        {
            using var call = new AppCallback.AppCallbackClient(channel.Invoker).OnBindingEventAsync(request, headers, cancellationToken: cancellationToken);
            var response = await call.ResponseAsync.ConfigureAwait(false);
            return new BindingDelivery
            {
                Data = response.Data.Memory,
                StoreName = response.StoreName,
                States = StateMessages.Items(response.States),
                To = response.To,
                IsParallel = response.Concurrency == BindingEventResponse.Types.BindingEventConcurrency.Parallel,
            };
        }
        catch (ApiException exception)
        {
            return Failed(AttemptStatus.Failure, $"error invoking app: {exception.Message}");
        }
        catch (RpcException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Failed(AttemptStatus.Failure with { GrpcStatus = (int)exception.StatusCode }, $"error invoking app: {exception.Status.Detail}");
        }
    }

    private async ValueTask<BindingDelivery> PostAsync(string route, BindingEvent received, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, AppPath.Of(route)) { Content = new ReadOnlyMemoryContent(received.Data) };
        AppHeaders.Add(request, received.Metadata);
        try
        {
            using var answer = await channel.SendAsync(request, cancellationToken).ConfigureAwait(false);
            var body = await AppBody.ReadAsync(answer, maxBodySize, cancellationToken).ConfigureAwait(false);

            // Policies count only a 200 as well done; in the end any 2xx is.
            var code = (int)answer.StatusCode;
            var status = new AttemptStatus(IsFailure: code != 200, HttpStatus: code);
            if (!answer.IsSuccessStatusCode)
                return Failed(status, $"fails to send binding event to http app channel, status code: {code} body: {Show(body ?? default)}");
            return body is { } data
                ? new BindingDelivery { Status = status, Data = data }
                : Failed(status, $"failed to read response body: it has more than {maxBodySize} bytes");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or ApiException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Failed(AttemptStatus.Failure, $"error invoking app: {exception.Message}");
        }
    }

    private static BindingDelivery Failed(AttemptStatus status, string error) => new() { Status = status, Error = error };

    private static string Show(ReadOnlyMemory<byte> body)
        => System.Text.Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, LongestShown)]);
}
