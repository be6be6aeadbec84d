using Layotto.Components;
using Layotto.Components.NameResolution;
using Layotto.Conformance.NameResolution;

namespace Layotto.Conformance.Sockets.Lives;

/// <summary>What becomes of registrations when their process comes and goes.</summary>
internal static class NameResolverLife
{
    private const int Port = 50002;

    public static ConformanceSuite<LifeSubject> Suite { get; } = new(
        "life",
        [
            new("a sidecar that has registered is found once a process that was killed is back", async (subject, cancellationToken) =>
            {
                var appId = NameResolverSubject.NewAppId();
                await using var callee = await subject.StartAsync<INameResolver>(subject.NewName(), cancellationToken);
                await callee.RegisterAsync(new SidecarRegistration { AppId = appId, HostAddress = "127.0.0.1", InternalPort = 50120, HttpPort = 51120, AppPort = 52120 }, cancellationToken);
                await using var caller = await subject.StartAsync<INameResolver>(subject.NewName(), cancellationToken);
                await subject.KillAndStartAsync(cancellationToken);

                // The process knows of nobody until the callee's gateway has told it again, which the caller's may be faster than.
                var (found, reason) = await ResolveAsync(caller, appId, cancellationToken);
                using var patience = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
                for (var tries = 0; found is null && tries < 100; tries++)
                {
                    await patience.WaitForNextTickAsync(cancellationToken);
                    (found, reason) = await ResolveAsync(caller, appId, cancellationToken);
                }

                Expect.True(found is not null, $"the sidecar should be found again, as it is registered again; the last answer is \"{reason}\"");
                Expect.SameElements(["127.0.0.1:50120"], found!, "the addresses");
            }) { Needs = [NameResolverAbilities.Registers], Obstacle = LifeSubject.NotStarted },
        ]);

    private static async Task<(IReadOnlyList<string>? Found, string Reason)> ResolveAsync(INameResolver resolver, string appId, CancellationToken cancellationToken)
    {
        try
        {
            return (await resolver.ResolveAsync(new NameResolutionRequest(appId, "", Port), cancellationToken), "");
        }
        catch (ComponentException exception)
        {
            return (null, exception.Message);
        }
    }
}
