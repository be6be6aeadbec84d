using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using Layotto.Grpc.Client.Tests.Peers;
using Layotto.Grpc.Messages;

namespace Layotto.Grpc.Client.Tests.Calls;

/// <summary>What a unary call allocates beyond what the handler allocates for the same request.</summary>
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
[Collection(nameof(AllocationTests))]
public sealed class AllocationTests(ITestOutputHelper output)
{
    private const int Calls = 5_000;

    // The call and its cancellation, two contents' buffers, the reader, and the tasks of the response.
    private const int AllowedBytesPerCall = 2_000;

    private static readonly Method<byte[], byte[]> Method =
        new(MethodType.Unary, "test.Raw", "Call", RawMarshaller.Bytes, RawMarshaller.Bytes);

    [Theory]
    [InlineData(ChannelTransport.HttpClient, 1.0)]
    [InlineData(ChannelTransport.Direct, 0.4)]
    public async Task Unary_call_allocates_little_more_than_a_bare_request_or_much_less(ChannelTransport transport, double share)
    {
        byte[] answer = [];
        await using var host = await TestHost.ServeAsync(ServerServiceDefinition.CreateBuilder().AddMethod(
            Method, new UnaryServerMethod<byte[], byte[]>((_, _) => Task.FromResult(answer))));
        using var channel = new GrpcChannel(host.Address, new GrpcChannelOptions { Transport = transport });
        var invoker = channel.CreateCallInvoker();
        using var handler = new HttpMessageInvoker(new SocketsHttpHandler { ActivityHeadersPropagator = null, UseCookies = false, UseProxy = false });
        var address = new Uri($"{host.Address}/test.Raw/Call");

        var bare = await MeasureAsync(() => CallBarelyAsync(handler, address));
        var grpc = await MeasureAsync(async () => await invoker.AsyncUnaryCall(Method, null, default, answer).ResponseAsync);

        output.WriteLine($"bare request {bare} B, unary call {grpc} B, difference {grpc - bare} B");
        Assert.True(grpc <= (bare * share) + AllowedBytesPerCall);
    }

    // The least a gRPC call can be: an empty message, sent and received by hand.
    private static async Task CallBarelyAsync(HttpMessageInvoker invoker, Uri address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(new byte[5]),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TryAddWithoutValidation("te", "trailers");
        using var response = await invoker.SendAsync(request, Patience.Cancellation);
        var stream = await response.Content.ReadAsStreamAsync(Patience.Cancellation);
        var buffer = new byte[16];
        while (await stream.ReadAsync(buffer, Patience.Cancellation) > 0)
        {
        }
    }

    private static async Task<long> MeasureAsync(Func<Task> call)
    {
        for (var index = 0; index < Calls; index++)
            await call();
        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var index = 0; index < Calls; index++)
            await call();
        return (GC.GetTotalAllocatedBytes(precise: true) - before) / Calls;
    }
}
