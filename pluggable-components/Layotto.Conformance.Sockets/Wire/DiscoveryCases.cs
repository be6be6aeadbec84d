using Grpc.Core;

namespace Layotto.Conformance.Sockets.Wire;

/// <summary>What the gateway asks before it uses a process.</summary>
internal static class DiscoveryCases
{
    public static IReadOnlyList<ConformanceCase<WireSubject>> All { get; } =
    [
        new("server reflection names the service, as v1 or v1alpha", async (subject, cancellationToken) =>
        {
            // The gateway asks again whenever the socket is another one.
            var again = await Pluggable.Discovery.SocketOffer.AskAsync(
                Path.GetFullPath(subject.Target.Options.Socket), new Pluggable.PluggableOptions { TrustsEveryOwner = true }, cancellationToken);
            Expect.True(again is not null, "the socket should still be there");
            Expect.True(again.Record.Services.Contains(subject.Service.Name), $"{subject.Service.Name} should be among the services; they are {string.Join(", ", again.Record.Services)}");
        }),
        new("a ping is answered, or said not to be implemented", async (subject, cancellationToken) =>
        {
            using var connection = await subject.InitialiseAsync(subject.NewName(), cancellationToken);
            var answer = await connection.CallAsync(subject.Service.Name, "Ping", [], cancellationToken);
            Expect.True(answer.Code is StatusCode.OK or StatusCode.Unimplemented, $"a ping should be answered; it is answered with {answer}");
        }),
        new("what is claimed is there", async (subject, cancellationToken) =>
        {
            foreach (var (feature, service) in subject.Service.ServiceOfFeature)
            {
                if (subject.Target.Claimed.Contains(feature))
                    Expect.True(subject.Target.Offer.Record.Services.Contains(service), $"{feature} is claimed, so there should be the service {service}; server reflection names none");
            }

            using var connection = await subject.InitialiseAsync(subject.NewName(), cancellationToken);
            foreach (var (feature, method) in subject.Service.MethodOfFeature)
            {
                if (!subject.Target.Claimed.Contains(feature))
                    continue;
                var answer = await connection.CallAsync(subject.Service.Name, method, [], cancellationToken);
                Expect.True(answer.Code != StatusCode.Unimplemented, $"{feature} is claimed, so there should be the method {method}; it is answered with {answer}");
            }
        }),
        new("what is there is claimed", (subject, _) =>
        {
            foreach (var (feature, service) in subject.Service.ServiceOfFeature)
            {
                if (subject.Target.Offer.Record.Services.Contains(service))
                    Expect.True(subject.Target.Claimed.Contains(feature), $"there is the service {service}, so {feature} should be claimed: nobody uses it otherwise");
            }

            return Task.CompletedTask;
        }),
        new("a method that there isn't is UNIMPLEMENTED", async (subject, cancellationToken) =>
        {
            using var connection = await subject.InitialiseAsync(subject.NewName(), cancellationToken);
            var answer = await connection.CallAsync(subject.Service.Name, "NoSuchMethod", [], cancellationToken);
            Expect.True(answer.Code == StatusCode.Unimplemented, $"it should be answered with Unimplemented, as later versions of the contract may have more methods; it is answered with {answer}");
        }),
    ];
}
