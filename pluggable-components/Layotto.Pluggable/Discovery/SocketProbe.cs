using Grpc.Core;
using Layotto.Components;
using Layotto.Grpc.Client;

namespace Layotto.Pluggable.Discovery;

/// <summary>Decides about one socket: asks its process what it serves, within bounds of time and size.</summary>
internal sealed class SocketProbe(PluggableOptions options, Func<string, bool> isTaken, TimeProvider timeProvider)
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(30);

    /// <summary>Decides. It throws only when it is cancelled.</summary>
    /// <param name="file">The socket.</param>
    /// <param name="before">What was decided before about a socket of this path, or null.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<SocketFinding> DecideAsync(SocketFile file, SocketFinding? before, CancellationToken cancellationToken)
    {
        if (file.Refusal is { } refusal)
            return Found(file, SocketState.Refused, refusal);
        var check = new PeerCheck(options);
        var finding = await DecideAsync(file, before, check, cancellationToken).ConfigureAwait(false);
        return finding with { Record = finding.Record with { Peer = check.Peer } };
    }

    private async Task<SocketFinding> DecideAsync(SocketFile file, SocketFinding? before, PeerCheck check, CancellationToken cancellationToken)
    {
        try
        {
            return Judge(file, await AskAsync(file, check, cancellationToken).ConfigureAwait(false), before);
        }
        catch (ComponentException exception)
        {
            return Found(file, SocketState.Refused, exception.Message);
        }
        catch (RpcException) when (check.Refusal is not null)
        {
            return Found(file, SocketState.Refused, check.Refusal);
        }
        catch (RpcException exception) when (!cancellationToken.IsCancellationRequested)
        {
            return Unanswered(file, before, Describe(exception));
        }
    }

    private async Task<ReflectedServices> AskAsync(SocketFile file, PeerCheck check, CancellationToken cancellationToken)
    {
        var channel = new GrpcChannel($"unix:{file.Path}", new GrpcChannelOptions
        {
            MaxReceiveMessageSize = ServiceReflection.MaxMessageSize,
            SingleConnection = true,
            Transport = ChannelTransport.Direct,
            Connected = check.Look,
            TimeProvider = timeProvider,
        });
        try
        {
            var call = new CallOptions(
                deadline: (timeProvider.GetUtcNow() + options.ProbeTimeout).UtcDateTime, cancellationToken: cancellationToken);
            return await ServiceReflection.ListAsync(channel.CreateCallInvoker(), options.MaxServices, call).ConfigureAwait(false);
        }
        finally
        {
            channel.Dispose();
        }
    }

    private SocketFinding Judge(SocketFile file, ReflectedServices services, SocketFinding? before)
    {
        // The same services of another process are the same types: components that use them go on as they are. But where components still
        // have the process before it, this one takes over: its types are others, so that they are started on it beside those that run.
        var takesOver = before?.Socket?.IsUsedBeside(file.Identity) == true;
        var isSame = before is { Descriptors.Count: > 0 } && before.Record.Services.SequenceEqual(services.Names, StringComparer.Ordinal) && !takesOver;
        var socket = isSame ? before!.Socket : new ComponentSocket(file.Path, file.Name, options, before?.Socket);
        var descriptors = isSame ? before!.Descriptors : PluggableTypes.Describe(socket!, services.Names);
        var taken = descriptors.Select(descriptor => descriptor.Type).Where(isTaken).ToList();
        var error = descriptors.Count == 0
            ? $"Its process serves no kind of component that is known here; it has {Listed(services.Names)}."
            : taken.Count > 0 ? $"{string.Join(" and ", taken)} can't be had from it, because the gateway has that built in; rename the socket." : null;
        var types = descriptors.Select(descriptor => descriptor.Type).Except(taken, StringComparer.Ordinal).ToList();
        var finding = Found(file, types.Count > 0 ? SocketState.Serving : SocketState.Refused, error);
        return finding with
        {
            Record = finding.Record with { Reflection = services.Version, Services = services.Names, Types = types },
            Descriptors = descriptors,
            Socket = socket,
        };
    }

    // What was served before is kept in mind, so that the same process coming back finds its components.
    private SocketFinding Unanswered(SocketFile file, SocketFinding? before, string error)
    {
        var failures = before is null || before.Identity != file.Identity ? 1 : before.Failures + 1;
        var wait = FirstRetry * Math.Pow(2, Math.Min(failures - 1, 16));
        var finding = Found(file, SocketState.Silent, error);
        return finding with
        {
            Record = finding.Record with { Services = before?.Record.Services ?? [] },
            Descriptors = before?.Descriptors ?? [],
            Socket = before?.Socket,
            Failures = failures,
            RetryAt = timeProvider.GetUtcNow() + (wait < LongestRetry ? wait : LongestRetry),
        };
    }

    private SocketFinding Found(SocketFile file, SocketState state, string? error) => new(
        new SocketRecord
        {
            Path = file.Path,
            Name = file.Name,
            State = state,
            Owner = file.Owner,
            LastError = error,
            DecidedAt = timeProvider.GetUtcNow(),
        },
        file.Identity,
        []);

    private string Describe(RpcException exception) => exception.StatusCode switch
    {
        StatusCode.DeadlineExceeded => $"Its process did not say what it serves within {options.ProbeTimeout.TotalSeconds:0.###} s.",
        StatusCode.Unavailable => exception.Status.Detail,
        _ => $"Its process answered the question for its services with {exception.StatusCode}: {exception.Status.Detail}",
    };

    private static string Listed(IReadOnlyList<string> names)
        => names.Count == 0 ? "no service at all"
            : names.Count <= 5 ? string.Join(", ", names)
            : $"{string.Join(", ", names.Take(5))} and {names.Count - 5} more";
}
