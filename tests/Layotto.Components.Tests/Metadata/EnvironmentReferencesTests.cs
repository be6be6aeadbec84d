using Layotto.Components.Metadata;
using Xunit;

namespace Layotto.Components.Tests.Metadata;

public sealed class EnvironmentReferencesTests
{
    [Theory]
    [InlineData("REDIS_HOST", null)]
    [InlineData("redis_host", "")]
    [InlineData("B", "A B C")]
    [InlineData("a", "A B C")]
    public void Ordinary_variables_may_be_referred_to(string name, string? allowList) => Assert.Null(EnvironmentReferences.Refusal(name, allowList));

    [Theory]
    [InlineData("", null)]
    [InlineData("A B", null)]
    [InlineData("A B", "A B")]
    [InlineData("APP_API_TOKEN", null)]
    [InlineData("app_api_token", "APP_API_TOKEN")]
    [InlineData("DAPR_API_TOKEN", null)]
    [InlineData("dapr_x", null)]
    [InlineData("D", "A B C")]
    [InlineData("BB", "A BBB C")]
    public void Others_may_not(string name, string? allowList) => Assert.NotNull(EnvironmentReferences.Refusal(name, allowList));
}
