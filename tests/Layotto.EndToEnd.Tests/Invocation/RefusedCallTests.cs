using System.Globalization;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Testing;
using Layotto.Grpc.Client;
using Layotto.Testing.Processes;
using Xunit;

namespace Layotto.EndToEnd.Tests.Invocation;

/// <summary>gRPC calls that the other side refused before it looked at them.</summary>
public sealed class RefusedCallTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_call_that_nobody_has_looked_at_is_made_again_with_its_message(bool saysGoodbye)
    {
        await using var app = new RefusingApp(saysGoodbye);
        app.Start();
        await using var gateway = await GatewayProcess.StartAsync(
            ["--app-id", "app", "--app-port", app.Port.ToString(CultureInfo.InvariantCulture), "--app-protocol", "grpc"]);
        using var channel = new GrpcChannel(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{gateway.GrpcPort}"));
        using var call = new TestService.TestServiceClient(channel).UnaryCallAsync(
            new SimpleRequest { Payload = new Payload { Body = ByteString.CopyFromUtf8("hello") } },
            new Metadata { { "dapr-app-id", "app" } },
            DateTime.UtcNow + Patience,
            Token);

        Assert.Equal(new SimpleResponse(), await call.ResponseAsync.WaitAsync(Patience, Token));
        Assert.Equal(1, app.Refused);
        Assert.Contains("hello", await app.Body.Task.WaitAsync(Patience, Token), StringComparison.Ordinal);
    }
}
