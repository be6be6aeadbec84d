using Layotto.Components;
using Layotto.Conformance.Sockets.Wire;

namespace Layotto.Conformance.Sockets;

/// <summary>How components of a kind are tested.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Services">The services that a process may have for it; it needs one of them.</param>
/// <param name="BindAsync">Gives the cases of the kind's own suites.</param>
internal sealed record SocketKind(
    ComponentKind Kind, IReadOnlyList<WireService> Services, Func<ConformanceTarget, CancellationToken, Task<IEnumerable<BoundCase>>> BindAsync)
{
    /// <summary>All cases: the wire first, since nothing works without it.</summary>
    public async Task<IReadOnlyList<BoundCase>> CasesAsync(ConformanceTarget target, CancellationToken cancellationToken)
    {
        var served = Services.Where(service => target.Offer.Record.Services.Contains(service.Name, StringComparer.Ordinal)).ToList();
        return
        [
            .. served.SelectMany(service => Wire(WireConformance.Suite, service)),
            .. await BindAsync(target, cancellationToken),
            .. Wire(WireConformance.End, served[0]),
        ];

        IEnumerable<BoundCase> Wire(ConformanceSuite<WireSubject> suite, WireService service) => BoundCase.Of(
            served.Count > 1 && suite == WireConformance.Suite ? suite with { Kind = $"{suite.Kind} {service.ShortName}" } : suite, new WireSubject(target, service));
    }
}
