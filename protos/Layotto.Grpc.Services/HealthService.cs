using System.Threading.Channels;
using Grpc.Core;
using Grpc.Health.V1;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Layotto.Grpc.Services;

/// <summary>The health service of gRPC (grpc.health.v1): what is set here is what clients are told.</summary>
/// <remarks>The empty service name stands for the whole server, which serves from the start.</remarks>
public sealed class HealthService : Health.HealthBase
{
    // The bound that List has in other implementations, so that one request can't ask for an endless answer.
    private const int MaxListed = 100;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, ServingStatus> _statuses = new(StringComparer.Ordinal) { [""] = ServingStatus.Serving };
    private readonly Dictionary<string, List<ChannelWriter<ServingStatus>>> _watchers = new(StringComparer.Ordinal);
    private bool _shutDown;

    /// <summary>Sets the status of a service and tells those who watch it. After <see cref="ShutDown"/> it has no effect.</summary>
    /// <param name="service">The full name of the service; empty for the whole server.</param>
    /// <param name="status">The status.</param>
    public void SetStatus(string service, ServingStatus status)
    {
        ArgumentNullException.ThrowIfNull(service);
        lock (_lock)
        {
            if (!_shutDown)
                SetUnderLock(service, status);
        }
    }

    /// <summary>Forgets a service; those who watch it are told that it isn't known.</summary>
    /// <param name="service">The full name of the service.</param>
    public void ClearStatus(string service)
    {
        ArgumentNullException.ThrowIfNull(service);
        lock (_lock)
        {
            if (_statuses.Remove(service))
                NotifyUnderLock(service, ServingStatus.ServiceUnknown);
        }
    }

    /// <summary>Sets every service to not serving, for good: clients go elsewhere while the server ends what it has begun.</summary>
    public void ShutDown()
    {
        lock (_lock)
        {
            _shutDown = true;
            foreach (var service in _statuses.Keys.ToArray())
                SetUnderLock(service, ServingStatus.NotServing);
        }
    }

    /// <inheritdoc/>
    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        lock (_lock)
        {
            if (!_statuses.TryGetValue(request.Service, out var status))
                throw new RpcException(new Status(StatusCode.NotFound, $"The health of service '{request.Service}' is not known here."));
            return Task.FromResult(new HealthCheckResponse { Status = status });
        }
    }

    /// <inheritdoc/>
    public override Task<HealthListResponse> List(HealthListRequest request, ServerCallContext context)
    {
        lock (_lock)
        {
            if (_statuses.Count > MaxListed)
            {
                throw new RpcException(new Status(
                    StatusCode.ResourceExhausted, $"There are more than {MaxListed} services; check them one by one."));
            }

            var response = new HealthListResponse();
            foreach (var (service, status) in _statuses)
                response.Statuses.Add(service, new HealthCheckResponse { Status = status });
            return Task.FromResult(response);
        }
    }

    /// <inheritdoc/>
    public override async Task Watch(
        HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        // Only the latest status matters to a slow reader.
        var channel = Channel.CreateBounded<ServingStatus>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        AddWatcher(request.Service, channel.Writer);
        try
        {
            ServingStatus? last = null;
            await foreach (var status in channel.Reader.ReadAllAsync(context.CancellationToken).ConfigureAwait(false))
            {
                if (status == last)
                    continue;
                last = status;
                await responseStream.WriteAsync(new HealthCheckResponse { Status = status }).ConfigureAwait(false);
            }
        }
        finally
        {
            RemoveWatcher(request.Service, channel.Writer);
        }
    }

    private void AddWatcher(string service, ChannelWriter<ServingStatus> watcher)
    {
        lock (_lock)
        {
            if (!_watchers.TryGetValue(service, out var watchers))
                _watchers[service] = watchers = [];
            watchers.Add(watcher);
            watcher.TryWrite(_statuses.GetValueOrDefault(service, ServingStatus.ServiceUnknown));
        }
    }

    private void RemoveWatcher(string service, ChannelWriter<ServingStatus> watcher)
    {
        lock (_lock)
        {
            var watchers = _watchers[service];
            watchers.Remove(watcher);
            if (watchers.Count == 0)
                _watchers.Remove(service);
        }
    }

    private void SetUnderLock(string service, ServingStatus status)
    {
        _statuses[service] = status;
        NotifyUnderLock(service, status);
    }

    private void NotifyUnderLock(string service, ServingStatus status)
    {
        if (!_watchers.TryGetValue(service, out var watchers))
            return;
        foreach (var watcher in watchers)
            watcher.TryWrite(status);
    }
}
