using Layotto.Components;
using Layotto.Components.NameResolution;

namespace Layotto.Conformance.NameResolution;

/// <summary>What every name resolver must do.</summary>
public static class NameResolverConformance
{
    private const int Port = 50002;

    /// <summary>The suite.</summary>
    public static ConformanceSuite<NameResolverSubject> Suite { get; } = new(
        "nameresolution",
        [
            new("it answers a ping", async (subject, cancellationToken) =>
            {
                await using var resolver = await subject.CreateAsync(cancellationToken);
                await resolver.PingAsync(cancellationToken);
            }),
            new("a sidecar that registers is found by another", async (subject, cancellationToken) =>
            {
                var appId = NameResolverSubject.NewAppId();
                await using var callee = await RegisterAsync(subject, appId, "127.0.0.1", 50101, cancellationToken);
                await using var caller = await subject.CreateAsync(cancellationToken);
                Expect.SameElements(["127.0.0.1:50101"], await ResolveAsync(caller, appId, cancellationToken), "the addresses");
            }) { Needs = [NameResolverAbilities.Registers] },
            new("a sidecar finds itself", async (subject, cancellationToken) =>
            {
                var appId = NameResolverSubject.NewAppId();
                await using var sidecar = await RegisterAsync(subject, appId, "127.0.0.1", 50102, cancellationToken);
                Expect.SameElements(["127.0.0.1:50102"], await ResolveAsync(sidecar, appId, cancellationToken), "the addresses");
            }) { Needs = [NameResolverAbilities.Registers] },
            new("a sidecar of another app isn't found", async (subject, cancellationToken) =>
            {
                var appId = NameResolverSubject.NewAppId();
                await using var callee = await RegisterAsync(subject, appId, "127.0.0.1", 50103, cancellationToken);
                await using var other = await RegisterAsync(subject, NameResolverSubject.NewAppId(), "127.0.0.1", 50104, cancellationToken);
                Expect.SameElements(["127.0.0.1:50103"], await ResolveAsync(other, appId, cancellationToken), "the addresses");
            }) { Needs = [NameResolverAbilities.Registers] },
            new("app ids have a case", async (subject, cancellationToken) =>
            {
                var appId = NameResolverSubject.NewAppId();
                await using var callee = await RegisterAsync(subject, appId, "127.0.0.1", 50105, cancellationToken);
                await ExpectUnknownAsync(callee, appId.ToUpperInvariant(), cancellationToken);
            }) { Needs = [NameResolverAbilities.Registers, NameResolverAbilities.KnowsApps] },
            new("an app id may have dots, hyphens and underscores", async (subject, cancellationToken) =>
            {
                var appId = NameResolverSubject.NewAppId() + ".some_part-2";
                await using var callee = await RegisterAsync(subject, appId, "127.0.0.1", 50106, cancellationToken);
                await using var caller = await subject.CreateAsync(cancellationToken);
                Expect.SameElements(["127.0.0.1:50106"], await ResolveAsync(caller, appId, cancellationToken), "the addresses");
            }) { Needs = [NameResolverAbilities.Registers] },
            new("an IPv6 address is in brackets", async (subject, cancellationToken) =>
            {
                var appId = NameResolverSubject.NewAppId();
                await using var callee = await RegisterAsync(subject, appId, "fd00::17", 50107, cancellationToken);
                await using var caller = await subject.CreateAsync(cancellationToken);
                Expect.SameElements(["[fd00::17]:50107"], await ResolveAsync(caller, appId, cancellationToken), "the addresses");
            }) { Needs = [NameResolverAbilities.Registers] },
            new("all sidecars of an app are found", async (subject, cancellationToken) =>
            {
                var appId = NameResolverSubject.NewAppId();
                await using var one = await RegisterAsync(subject, appId, "127.0.0.1", 50108, cancellationToken);
                await using var two = await RegisterAsync(subject, appId, "127.0.0.1", 50109, cancellationToken);

                // The first answer may come before the second sidecar's does; later calls know both.
                var found = await ResolveAsync(one, appId, cancellationToken);
                while (found.Count < 2)
                {
                    await Task.Yield();
                    found = await ResolveAsync(one, appId, cancellationToken);
                    cancellationToken.ThrowIfCancellationRequested();
                }

                Expect.SameElements(["127.0.0.1:50108", "127.0.0.1:50109"], found, "the addresses");
            }) { Needs = [NameResolverAbilities.Registers] },
            new("disposal takes the registration back", async (subject, cancellationToken) =>
            {
                var appId = NameResolverSubject.NewAppId();
                var callee = await RegisterAsync(subject, appId, "127.0.0.1", 50110, cancellationToken);
                await callee.DisposeAsync();
                await using var caller = await subject.CreateAsync(cancellationToken);
                await ExpectUnknownAsync(caller, appId, cancellationToken);
            }) { Needs = [NameResolverAbilities.Deregisters, NameResolverAbilities.KnowsApps] },
            new("an app that isn't there is an error, whose sentence names it", async (subject, cancellationToken) =>
            {
                var appId = NameResolverSubject.NewAppId();
                await using var caller = await subject.CreateAsync(cancellationToken);
                var error = await ExpectUnknownAsync(caller, appId, cancellationToken);
                Expect.True(error.Message.Contains(appId, StringComparison.Ordinal), $"the error should name the app; it is \"{error.Message}\"");
            }) { Needs = [NameResolverAbilities.KnowsApps] },
            new("an empty app id is an error", async (subject, cancellationToken) =>
            {
                await using var caller = await subject.CreateAsync(cancellationToken);
                await ExpectUnknownAsync(caller, "", cancellationToken);
            }),
            new("an app that is known is found, with ports", async (subject, cancellationToken) =>
            {
                await using var caller = await subject.CreateAsync(cancellationToken);
                var found = await ResolveAsync(caller, subject.KnownAppId, cancellationToken);
                Expect.SameElements(subject.KnownAddresses, found, "the addresses");
                foreach (var address in found)
                    Expect.True(SidecarAddress.TryParse(address, 0, out var written) && written == address, $"{address} should be host:port");
            }) { Lacks = [NameResolverAbilities.Registers] },
            new("many ask at once, and get the same", async (subject, cancellationToken) =>
            {
                var appId = subject.KnownAppId;
                INameResolver? callee = null;
                if (subject.Abilities.Contains(NameResolverAbilities.Registers))
                {
                    appId = NameResolverSubject.NewAppId();
                    callee = await RegisterAsync(subject, appId, "127.0.0.1", 50111, cancellationToken);
                }

                await using var caller = await subject.CreateAsync(cancellationToken);
                var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => ResolveAsync(caller, appId, cancellationToken))));
                foreach (var answer in answers)
                    Expect.SameElements(answers[0], answer, "the addresses");
                if (callee is not null)
                    await callee.DisposeAsync();
            }),
            new("a call that is cancelled ends", async (subject, cancellationToken) =>
            {
                await using var caller = await subject.CreateAsync(cancellationToken);
                using var cancelled = new CancellationTokenSource();
                await cancelled.CancelAsync();
                await Expect.ThrowsAsync<OperationCanceledException>(() => ResolveAsync(caller, NameResolverSubject.NewAppId(), cancelled.Token), "a cancelled call");
            }),
        ]);

    private static async Task<INameResolver> RegisterAsync(
        NameResolverSubject subject, string appId, string host, int port, CancellationToken cancellationToken)
    {
        var resolver = await subject.CreateAsync(cancellationToken);
        await resolver.RegisterAsync(
            new SidecarRegistration { AppId = appId, HostAddress = host, InternalPort = port, HttpPort = port + 1000, AppPort = port + 2000 },
            cancellationToken);
        return resolver;
    }

    private static async Task<IReadOnlyList<string>> ResolveAsync(INameResolver resolver, string appId, CancellationToken cancellationToken)
    {
        var found = await resolver.ResolveAsync(new NameResolutionRequest(appId, "", Port), cancellationToken);
        Expect.True(found.Count > 0, "an answer should have at least one address");
        return found;
    }

    private static Task<ComponentException> ExpectUnknownAsync(INameResolver resolver, string appId, CancellationToken cancellationToken)
        => Expect.ThrowsAsync<ComponentException>(
            () => ResolveAsync(resolver, appId, cancellationToken), $"looking for the app \"{appId}\", which isn't there,");
}
