using Xunit;

namespace Layotto.EndToEnd.Tests.Invocation;

/// <summary>The cases in daprd's protocol between the two sidecars: a policy with a timeout keeps them to it.</summary>
public sealed class StreamedInvocationTests(StreamedPairFixture fixture) : HttpInvocationCases(fixture), IClassFixture<StreamedPairFixture>;
