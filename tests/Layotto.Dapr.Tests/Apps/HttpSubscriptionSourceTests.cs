using Layotto.Dapr.Apps;
using Layotto.Runtime.PubSub.Subscriptions;
using Layotto.Runtime.Resiliency;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Layotto.Dapr.Tests.Apps;

public sealed class HttpSubscriptionSourceTests
{
    private readonly FakeChannel _channel = new();

    [Fact]
    public async Task Routes_of_both_versions_are_read_and_what_leads_nowhere_is_left_out()
    {
        var subscriptions = await AskAsync("""
            [{"pubsubname":"p","topic":"a","route":"/a","deadLetterTopic":"dead","metadata":{"rawPayload":"true","n":1}},
             {"pubsubName":"p","topic":"b","route":"/ignored","routes":{"rules":[{"match":"event.type == 'x'","path":"/x"},{"path":"/y"}],"default":"/z"},
              "bulkSubscribe":{"enabled":true,"maxMessagesCount":7}},
             {"pubsubname":"p","topic":"nowhere"},
             {"pubsubname":"p","topic":"wrong","routes":{"rules":[{"match":"event.type ==","path":"/x"}]}},
             {"pubsubname":"p","topic":"off","route":"/off","bulkSubscribe":{"enabled":false}},
             7]
            """);

        Assert.Equal(["a", "b", "off"], subscriptions.Select(one => one.Topic));
        Assert.Equal(("p", "dead", true, "1"), (subscriptions[0].PubSubName, subscriptions[0].DeadLetterTopic, subscriptions[0].IsRaw, subscriptions[0].Metadata["n"]));
        Assert.Equal(["/x", "/y", "/z"], subscriptions[1].Rules.Select(rule => rule.Path));
        Assert.Equal((7, TimeSpan.FromSeconds(1)), (subscriptions[1].Bulk!.Value.MaxMessages, subscriptions[1].Bulk!.Value.MaxWait));
        Assert.Null(subscriptions[2].Bulk);
        Assert.Equal("/dapr/subscribe", _channel.Last!.RequestUri!.OriginalString);
        Assert.Equal("app", _channel.Last.Headers.GetValues("dapr-app-id").Single());
    }

    [Theory]
    [InlineData(200, "")]
    [InlineData(200, "null")]
    [InlineData(200, "[]")]
    [InlineData(404, "no")]
    [InlineData(500, "no")]
    public async Task An_app_may_want_nothing(int status, string body) => Assert.Empty(await AskAsync(body, status));

    [Theory]
    [InlineData("{}")]
    [InlineData("[")]
    [InlineData("<html>")]
    public async Task What_is_no_list_is_told(string body)
        => Assert.Contains("can't be read", (await Assert.ThrowsAsync<SubscriptionException>(() => AskAsync(body))).Message, StringComparison.Ordinal);

    private Task<IReadOnlyList<TopicSubscription>> AskAsync(string body, int status = 200)
    {
        _channel.Answer = FakeChannel.With(status, body);
        return SubscriberApps.CreateSource(_channel, "app", 100_000, NoResilience.Instance, NullLoggerFactory.Instance).ListAsync(TestContext.Current.CancellationToken);
    }
}
