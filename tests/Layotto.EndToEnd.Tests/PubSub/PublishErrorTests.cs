using System.Text.Json;
using Grpc.Core;
using Layotto.Grpc.Client;
using Layotto.Protos.Dapr.Runtime.V1;
using Xunit;
using DaprClient = Layotto.Protos.Dapr.Runtime.V1.Dapr.DaprClient;

namespace Layotto.EndToEnd.Tests.PubSub;

/// <summary>What the publish API answers to a wrong request, in the shapes that SDKs know.</summary>
public sealed class PublishErrorTests(PublishErrorTests.Fixture fixture) : IClassFixture<PublishErrorTests.Fixture>
{
    [Theory]
    [InlineData("publish/nobody/topic", "", "application/json", 404, "ERR_PUBSUB_NOT_FOUND", "DAPR_PUBSUB_NOT_FOUND", "pubsub nobody is not found", false)]
    [InlineData("publish/pubsub/topic?metadata.rawPayload=nonsense", "", "application/json", 400, "ERR_PUBSUB_REQUEST_METADATA", "DAPR_PUBSUB_METADATA_DESERIALIZATION", "failed deserializing metadata. Error: rawPayload value must be a valid boolean: actual is 'nonsense'", true)]
    [InlineData("publish/pubsub/topic?metadata.ttlInSeconds=soon", "x", "text/plain", 400, "ERR_PUBSUB_REQUEST_METADATA", "DAPR_PUBSUB_METADATA_DESERIALIZATION", "failed deserializing metadata. Error: ttlInSeconds value must be a valid integer or a duration such as 30s: actual is 'soon'", true)]
    [InlineData("publish/pubsub/topic", "{\"}", "application/cloudevents+json", 500, "ERR_PUBSUB_CLOUD_EVENTS_SER", "DAPR_PUBSUB_CLOUD_EVENT_CREATION", "cannot create cloudevent", true)]
    [InlineData("publish/pubsub/topic", "null", "application/cloudevents+json", 500, "ERR_PUBSUB_CLOUD_EVENTS_SER", "DAPR_PUBSUB_CLOUD_EVENT_CREATION", "cannot create cloudevent", true)]
    [InlineData("publish/pubsub/forbidden", "x", "text/plain", 403, "ERR_PUBSUB_FORBIDDEN", "DAPR_PUBSUB_FORBIDDEN", "topic forbidden is not allowed for app id end-to-end", true)]
    [InlineData("publish/bulk/pubsub/topic", "{\"entryId\": \"}", "application/json", 400, "ERR_PUBSUB_EVENTS_SER", "DAPR_PUBSUB_UNMARSHAL_EVENTS", "error when unmarshaling the request for topic topic pubsub pubsub: ", true)]
    [InlineData("publish/bulk/pubsub/topic", "[{\"event\":1,\"contentType\":\"application/json\"}]", "application/json", 400, "ERR_PUBSUB_EVENTS_SER", "DAPR_PUBSUB_MARSHAL_EVENTS", "error marshaling events to bytes for topic topic pubsub pubsub. error: entryId is duplicated or not present for entry", true)]
    [InlineData("publish/bulk/pubsub/topic", "[{\"entryId\":\"1\",\"event\":1,\"contentType\":\"text/plain\"}]", "application/json", 400, "ERR_PUBSUB_EVENTS_SER", "DAPR_PUBSUB_MARSHAL_ENVELOPE", "error when marshalling cloud event envelope for topic topic pubsub pubsub: ", true)]
    public async Task Over_HTTP(string path, string body, string contentType, int status, string code, string reason, string message, bool hasResource)
    {
        var answer = await fixture.Gateway.SendAsync("POST", $"/v1.0/{path}", body, ("Content-Type", contentType));

        var told = answer.AssertError(status, code);
        Assert.StartsWith(message, told, StringComparison.Ordinal);
        var details = JsonElement.Parse(answer.Body).GetProperty("details").EnumerateArray().ToList();
        Assert.Equal(hasResource ? 2 : 1, details.Count);
        Assert.Equal(reason, details[^1].GetProperty("reason").GetString());
        Assert.Equal("dapr.io", details[^1].GetProperty("domain").GetString());
        if (hasResource)
            Assert.Equal(("pubsub", "pubsub"), (details[0].GetProperty("resource_type").GetString(), details[0].GetProperty("resource_name").GetString()));
    }

    [Theory]
    [InlineData("", "topic", StatusCode.InvalidArgument, "pubsub name is empty")]
    [InlineData("nobody", "topic", StatusCode.InvalidArgument, "pubsub nobody is not found")]
    [InlineData("pubsub", "", StatusCode.InvalidArgument, "topic is empty in pubsub pubsub")]
    [InlineData("pubsub", "forbidden", StatusCode.PermissionDenied, "topic forbidden is not allowed for app id end-to-end")]
    public async Task Over_gRPC(string pubSub, string topic, StatusCode code, string message)
    {
        using var channel = new GrpcChannel($"http://127.0.0.1:{fixture.Gateway.GrpcPort}");
        var error = await Assert.ThrowsAsync<RpcException>(
            () => new DaprClient(channel).PublishEventAsync(new PublishEventRequest { PubsubName = pubSub, Topic = topic }, cancellationToken: TestContext.Current.CancellationToken).ResponseAsync);

        Assert.Equal((code, message), (error.StatusCode, error.Status.Detail));
        Assert.NotNull(error.Trailers.GetValueBytes("grpc-status-details-bin"));
    }

    /// <summary>One gateway for all of them.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        private readonly EndToEndGateway _folder = new();

        internal Layotto.Testing.Processes.GatewayProcess Gateway { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            _folder.Write("pubsub.yaml", PubSubResources.Component("pubsub", ("protectedTopics", "forbidden")));
            Gateway = await _folder.StartAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await Gateway.DisposeAsync();
            _folder.Dispose();
        }
    }
}
