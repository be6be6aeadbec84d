using Layotto.Dapr.Resources;
using Layotto.Dapr.Resources.Configurations;
using Layotto.Dapr.Resources.Loading;
using Layotto.Gateway.ComponentProcesses;
using Layotto.Gateway.Reloading;
using Microsoft.Extensions.Logging;

namespace Layotto.Gateway.Serving;

/// <summary>What the operator wrote in files: the Configuration and the resources that are for this app.</summary>
/// <param name="Configuration">The Configuration in force.</param>
/// <param name="Resources">The resources.</param>
/// <param name="Fingerprint">What the files looked like just before they were read.</param>
/// <param name="ConfigurationFingerprint">The same of the Configuration's files alone.</param>
internal sealed record GatewayResources(
    DaprConfiguration Configuration, ResourceSet Resources, FileFingerprint Fingerprint, FileFingerprint ConfigurationFingerprint)
{
    /// <summary>
    /// Reads the files that the options name, and logs what is odd about them. At start a Resiliency with an error is left out, as in
    /// Dapr; a later one is an error like all others, so that the policies in force stay.
    /// </summary>
    /// <exception cref="GatewayStartException">Something in them keeps the gateway from starting; the message holds all of it.</exception>
    public static GatewayResources Load(GatewayOptions options, GatewayEnvironment environment, ILogger logger, bool isReload = false)
    {
        var fingerprint = FileFingerprint.Take(options.ResourcePaths, options.Configurations);
        var configurationFingerprint = FileFingerprint.Take([], options.Configurations);
        var configuration = ConfigurationLoader.Load(options.Configurations);
        var resources = new ResourceLoader(options.AppId, environment.Namespace ?? "", ResourceExpressions.Check).Load(options.ResourcePaths);
        var problems = configuration.Problems.Concat(resources.Problems).ToList();
        foreach (var warning in problems.Where(problem => problem.Severity != ProblemSeverity.Error))
            logger.LogWarning("{Problem}", warning);
        var errors = problems.Where(problem => problem.Severity == ProblemSeverity.Error).ToList();
        var reasons = new List<string>();
        if (!isReload)
        {
            foreach (var error in errors.Where(IsOfResiliency))
                logger.LogError("The Resiliency is ignored: {Problem}", error);
            errors.RemoveAll(IsOfResiliency);

            // A component that goes later takes its command along.
            if (options.ComponentCommands.Count > 0)
                reasons.AddRange(GivenCommands.Check(resources.Resources.Components, options.ComponentCommands, GatewayCatalogue.Create()));
        }

        reasons.InsertRange(0, errors.Select(error => error.ToString()));
        if (reasons.Count > 0)
            throw new GatewayStartException(reasons);
        return new GatewayResources(
            configuration.Configuration,
            resources.Resources with { Components = GivenCommands.Apply(resources.Resources.Components, options.ComponentCommands) },
            fingerprint,
            configurationFingerprint);
    }

    private static bool IsOfResiliency(ResourceProblem problem) => problem.Kind == "Resiliency";
}
