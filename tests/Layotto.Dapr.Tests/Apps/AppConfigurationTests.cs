using System.Text;
using System.Text.Json;
using Layotto.Dapr.Apps;
using Xunit;

namespace Layotto.Dapr.Tests.Apps;

public sealed class AppConfigurationTests
{
    [Fact]
    public void An_app_says_what_actors_it_has()
    {
        var configuration = Parse("""
            {
              "entities": ["cat", "dog"], "actorIdleTimeout": "1h", "drainOngoingCallTimeout": "30s", "drainRebalancedActors": true,
              "reentrancy": { "enabled": true, "maxStackDepth": 5 },
              "entitiesConfig": [ { "entities": ["cat"], "actorIdleTimeout": "5m" } ]
            }
            """);
        Assert.Equal(["cat", "dog"], configuration.Actors.Entities);
        Assert.Equal(TimeSpan.FromHours(1), configuration.Actors.ActorIdleTimeout);
        Assert.Equal(TimeSpan.FromSeconds(30), configuration.Actors.DrainOngoingCallTimeout);
        Assert.True(configuration.Actors.DrainRebalancedActors);
        Assert.Equal(new AppReentrancy(true, 5), configuration.Actors.Reentrancy);
        var cat = Assert.Single(configuration.EntitySettings);
        Assert.Equal(TimeSpan.FromMinutes(5), cat.ActorIdleTimeout);
        Assert.Null(cat.Reentrancy);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"entities\":null,\"unknown\":[1]}")]
    public void An_app_may_say_nothing(string json) => Assert.Empty(Parse(json).Actors.Entities);

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("<html>")]
    [InlineData("{\"actorIdleTimeout\":\"soon\"}")]
    public void What_is_no_answer_is_an_error(string json) => Assert.ThrowsAny<JsonException>(() => Parse(json));

    private static AppConfiguration Parse(string json) => AppConfigurationReader.Parse(Encoding.UTF8.GetBytes(json));
}
