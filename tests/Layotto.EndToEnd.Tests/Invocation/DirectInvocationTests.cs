using Xunit;

namespace Layotto.EndToEnd.Tests.Invocation;

/// <summary>The cases where the two sidecars know that both are ours.</summary>
public sealed class DirectInvocationTests(HttpPairFixture fixture) : HttpInvocationCases(fixture), IClassFixture<HttpPairFixture>;
