using Layotto.Dapr.Resources.Checking;
using Layotto.Dapr.Resources.Loading;

namespace Layotto.Dapr.Resources.Tests;

/// <summary>Expressions in resources are looked at by who evaluates them.</summary>
public sealed class ExpressionCheckTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("layotto-expressions-").FullName;

    public ExpressionCheckTests() => File.WriteAllText(Path.Combine(_folder, "r.yaml"), """
        apiVersion: dapr.io/v1alpha1
        kind: Resiliency
        metadata: {name: bad}
        spec:
          policies:
            circuitBreakers:
              good: {trip: requests > 1}
              wrong: {trip: requests >}
              plain: {}
        ---
        apiVersion: dapr.io/v1alpha1
        kind: Resiliency
        metadata: {name: good}
        spec: {policies: {circuitBreakers: {other: {trip: totalFailures > 2}}}}
        """);

    [Fact]
    public void A_resource_with_a_wrong_one_is_left_out()
    {
        var result = new ResourceLoader("app", "", Check).Load([_folder]);
        Assert.Equal(["good"], result.Resources.Resiliencies.Select(resiliency => resiliency.Name));
        AssertReported(Assert.Single(result.Problems));
    }

    [Fact]
    public void A_check_reports_it() => AssertReported(Assert.Single(new ResourceChecker(GoldenTests.Catalogue(), _ => null, Check).Check([_folder]).Problems));

    [Fact]
    public void Without_anyone_to_look_they_are_taken_as_they_are()
        => Assert.Equal(2, new ResourceLoader("app").Load([_folder]).Resources.Resiliencies.Count);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string? Check(string expression, IReadOnlyCollection<string> variables)
    {
        Assert.Equal(["requests", "totalSuccesses", "totalFailures", "consecutiveSuccesses", "consecutiveFailures"], variables);
        return expression.EndsWith('>') ? "it ends too soon" : null;
    }

    private static void AssertReported(ResourceProblem problem)
    {
        Assert.Equal(ProblemSeverity.Error, problem.Severity);
        Assert.Equal(("Resiliency", "spec.policies.circuitBreakers.wrong.trip", 8), (problem.Kind, problem.Field, problem.Source.Line));
        Assert.Equal("The field \"trip\" can't be used: it ends too soon.", problem.Message);
        Assert.StartsWith("It must be a condition in CEL over requests, ", problem.Suggestion, StringComparison.Ordinal);
    }
}
