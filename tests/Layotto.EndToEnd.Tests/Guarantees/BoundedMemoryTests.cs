using System.Globalization;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Testing;
using Layotto.EndToEnd.Tests.Invocation;
using Layotto.Grpc.Client;
using Layotto.Testing.Processes;
using Xunit;

namespace Layotto.EndToEnd.Tests.Guarantees;

/// <summary>The memory that a stream takes doesn't grow with its length.</summary>
public sealed class BoundedMemoryTests(ITestOutputHelper output)
{
    /// <summary>The MiB of the long bodies.</summary>
    private const string Variable = "LAYOTTO_STREAM_MIB";

    private const long MiB = 1 << 20;
    private const long Short = 64 * MiB;
    private const long Allowed = 64 * MiB;
    private const int FewMessages = 5_000;
    private const int ManyMessages = 100_000;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly Metadata Callee = new() { { "dapr-app-id", "callee" } };

    private static long Long { get; } = MiB * long.Parse(Environment.GetEnvironmentVariable(Variable) ?? "256", CultureInfo.InvariantCulture);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dapr_1_17_2_bodies_pass_through_without_being_kept()
    {
        var fixture = new HttpPairFixture();
        await fixture.InitializeAsync();
        await using var pair = fixture.Pair;
        using var client = new HttpClient { Timeout = Patience };
        foreach (var (name, run) in new (string, Func<long, Task<long>>)[] { ("up", bytes => UploadAsync(client, pair, bytes)), ("down", bytes => DownloadAsync(client, pair, bytes)) })
        {
            await AssertBoundedAsync(pair, $"HTTP {name}", $"{Short / MiB} MiB", async () => Assert.Equal(Short, await run(Short)), $"{Long / MiB} MiB", async () => Assert.Equal(Long, await run(Long)));
        }
    }

    [Fact]
    public async Task Streams_of_messages_pass_through_without_being_kept()
    {
        var fixture = new GrpcPairFixture();
        await fixture.InitializeAsync();
        await using var pair = fixture.Pair;
        using var channel = new GrpcChannel($"http://127.0.0.1:{pair.Caller.GrpcPort}", new GrpcChannelOptions());
        var client = new TestService.TestServiceClient(channel);
        foreach (var (name, run) in new (string, Func<int, Task<int>>)[] { ("server stream", count => ReadAsync(client, count)), ("bidi", count => ChatAsync(client, count)) })
        {
            await AssertBoundedAsync(
                pair, $"gRPC {name}", $"{FewMessages} messages", async () => Assert.Equal(FewMessages, await run(FewMessages)), $"{ManyMessages} messages", async () => Assert.Equal(ManyMessages, await run(ManyMessages)));
        }
    }

    private async Task AssertBoundedAsync(SidecarPair pair, string what, string few, Func<Task> runFew, string many, Func<Task> runMany)
    {
        (string Name, GatewayProcess Gateway)[] gateways = [("caller", pair.Caller), ("callee", pair.Callee)];
        await runFew();
        var before = gateways.Select(one => MemoryUse.Of(one.Gateway.Id)).ToArray();
        await runMany();
        for (var index = 0; index < gateways.Length; index++)
        {
            var after = MemoryUse.Of(gateways[index].Gateway.Id);
            output.WriteLine($"{what}, {gateways[index].Name}: after {few}: {before[index]}; after {many}: {after}");
            Assert.True(after.PeakResident < before[index].PeakResident + Allowed, $"{what}, {gateways[index].Name}: {before[index]} became {after}");
        }
    }

    private static async Task<long> UploadAsync(HttpClient client, SidecarPair pair, long bytes)
    {
        using var content = new ZeroContent(bytes);
        using var response = await client.PostAsync(new Uri(pair.Caller.HttpAddress, "/v1.0/invoke/callee/method/count"), content, Token);
        return long.Parse(await response.Content.ReadAsStringAsync(Token), CultureInfo.InvariantCulture);
    }

    private static async Task<long> DownloadAsync(HttpClient client, SidecarPair pair, long bytes)
    {
        var address = new Uri(pair.Caller.HttpAddress, $"/v1.0/invoke/callee/method/large?bytes={bytes.ToString(CultureInfo.InvariantCulture)}");
        using var response = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, Token);
        await using var stream = await response.Content.ReadAsStreamAsync(Token);
        using var deadline = new CancellationTokenSource(Patience);
        var buffer = new byte[64 * 1024];
        long count = 0;
        while (await stream.ReadAsync(buffer, deadline.Token) is var read and > 0)
            count += read;
        return count;
    }

    private static async Task<int> ReadAsync(TestService.TestServiceClient client, int messages)
    {
        var request = new StreamingOutputCallRequest { ResponseParameters = { new ResponseParameters { Size = messages } } };
        using var call = client.StreamingOutputCall(request, Callee, DateTime.UtcNow + Patience, Token);
        var count = 0;
        while (await call.ResponseStream.MoveNext(Token))
            Assert.Equal(count++.ToString(CultureInfo.InvariantCulture), call.ResponseStream.Current.Payload.Body.ToStringUtf8());
        return count;
    }

    private static async Task<int> ChatAsync(TestService.TestServiceClient client, int messages)
    {
        using var call = client.FullDuplexCall(Callee, DateTime.UtcNow + Patience, Token);
        var writing = Task.Run(
            async () =>
            {
                for (var number = 0; number < messages; number++)
                    await call.RequestStream.WriteAsync(new StreamingOutputCallRequest { Payload = new Payload { Body = ByteString.CopyFromUtf8(number.ToString(CultureInfo.InvariantCulture)) } }, Token);
                await call.RequestStream.CompleteAsync();
            },
            Token);
        var count = 0;
        while (await call.ResponseStream.MoveNext(Token))
            Assert.Equal(count++.ToString(CultureInfo.InvariantCulture), call.ResponseStream.Current.Payload.Body.ToStringUtf8());
        await writing.WaitAsync(Patience, Token);
        return count;
    }
}
