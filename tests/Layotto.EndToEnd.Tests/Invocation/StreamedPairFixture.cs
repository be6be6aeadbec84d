namespace Layotto.EndToEnd.Tests.Invocation;

/// <summary>A pair whose calls are under a policy.</summary>
public sealed class StreamedPairFixture() : HttpPairFixture("""
    apiVersion: dapr.io/v1alpha1
    kind: Resiliency
    metadata:
      name: patient
    spec:
      policies:
        timeouts:
          long: 60s
      targets:
        apps:
          callee:
            timeout: long
    """);
