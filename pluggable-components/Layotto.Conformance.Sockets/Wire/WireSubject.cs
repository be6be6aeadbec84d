using Grpc.Core;

namespace Layotto.Conformance.Sockets.Wire;

/// <summary>A service of a process that cases on the wire are run against.</summary>
internal sealed class WireSubject(ConformanceTarget target, WireService service) : IConformanceSubject
{
    private int _components;

    /// <inheritdoc/>
    public IReadOnlySet<string> Abilities { get; } = new HashSet<string>(
        service.Stream is null ? [] : service.StreamGoesBothWays ? [WireAbilities.Streams, WireAbilities.Answers] : [WireAbilities.Streams]);

    public ConformanceTarget Target { get; } = target;

    public WireService Service { get; } = service;

    /// <summary>A name that no component has had.</summary>
    public string NewName() => $"{ConformanceTarget.ComponentName}-wire-{Interlocked.Increment(ref _components)}";

    public WireConnection Connect(string name) => new(Target.Options.Socket, name);

    /// <summary>Connects, and initialises a component of its own.</summary>
    public async Task<WireConnection> InitialiseAsync(string name, CancellationToken cancellationToken, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var connection = Connect(name);
        var answer = await connection.InitAsync(Service, metadata ?? Target.Options.Metadata, cancellationToken);
        Expect.True(answer.Code == StatusCode.OK, $"the initialisation of {name} should succeed; it is answered with {answer}");
        return connection;
    }

    /// <summary>Makes the harmless call.</summary>
    public Task<WireAnswer> CallAsync(WireConnection connection, CancellationToken cancellationToken)
        => connection.CallAsync(Service.Name, Service.Call, Service.Request, cancellationToken);

    /// <summary>Expects the harmless call of an initialised component to be answered.</summary>
    public async Task ExpectAnswerAsync(WireConnection connection, string what, CancellationToken cancellationToken)
    {
        var answer = await CallAsync(connection, cancellationToken);
        Expect.True(!answer.IsLost && answer.Code != StatusCode.Unavailable, $"{what} should be answered; the connection ends with {answer}");
        if (Service.CallSucceeds)
            Expect.True(answer.Code == StatusCode.OK, $"{what} should succeed; it is answered with {answer}");
        else
            Expect.True(answer.Code is not (StatusCode.Unimplemented or StatusCode.DeadlineExceeded), $"{what} should be answered; it is answered with {answer}");
    }

    /// <summary>Expects the process to serve a new connection as it did before.</summary>
    /// <param name="name">A component that has been initialised.</param>
    /// <param name="after">What happened before.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task ExpectAliveAsync(string name, string after, CancellationToken cancellationToken)
    {
        using var connection = Connect(name);
        await ExpectAnswerAsync(connection, $"a call after {after}", cancellationToken);
    }
}
