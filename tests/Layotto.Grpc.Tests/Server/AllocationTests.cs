using System.Net;
using Grpc.Core;
using Layotto.Grpc.Hosting;
using Layotto.Grpc.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Layotto.Grpc.Tests.Server;

/// <summary>What a unary call allocates beyond what the bare host allocates for the same request.</summary>
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
[Collection(nameof(AllocationTests))]
public sealed class AllocationTests(ITestOutputHelper output)
{
    private const int Calls = 5_000;
    private const int Streams = 50;

    // The call with its lock and the enumerator of the headers.
    private const int AllowedBytesPerCall = 300;

    [Fact]
    public async Task Unary_call_allocates_little_more_than_a_bare_request()
    {
        var answer = Task.FromResult(Array.Empty<byte>());
        var method = new Method<byte[], byte[]>(
            MethodType.Unary, "test.Raw", "Call", Layotto.Grpc.Messages.RawMarshaller.Bytes, Layotto.Grpc.Messages.RawMarshaller.Bytes);
        var server = new GrpcServerBuilder().Add(
            ServerServiceDefinition.CreateBuilder().AddMethod(method, (byte[] _, ServerCallContext _) => answer).Build()).Build();

        var bare = await MeasureAsync(AnswerBarelyAsync);
        var grpc = await MeasureAsync(server.HandleAsync);

        output.WriteLine($"bare request {bare} B, unary call {grpc} B, difference {grpc - bare} B");
        Assert.True(grpc - bare <= AllowedBytesPerCall, $"A unary call allocates {grpc - bare} bytes more than a bare request.");
    }

    // The least a gRPC answer can be: an empty message and a status, written by hand.
    private static async Task AnswerBarelyAsync(HttpContext context)
    {
        var reader = context.Request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(TestServer.Cancellation);
            reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
                break;
        }

        context.Response.ContentType = "application/grpc";
        context.Response.BodyWriter.GetSpan(5)[..5].Clear();
        context.Response.BodyWriter.Advance(5);
        context.Response.AppendTrailer("grpc-status", "0");
    }

    private static async Task<long> MeasureAsync(RequestDelegate handler)
    {
        await using var host = new KestrelHost(
            new KestrelHostOptions { Endpoints = [ListenEndpoint.Tcp(IPAddress.Loopback, 0, ListenProtocols.Http2)] }, handler, NullLoggerFactory.Instance);
        await host.StartAsync(TestServer.Cancellation);
        using var client = new RawUnaryClient(((IPEndPoint)host.BoundEndpoints[0]).Port);
        await client.ConnectAsync();
        await client.RunAsync(Calls, Streams);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await client.RunAsync(Calls, Streams);
        return (GC.GetTotalAllocatedBytes(precise: true) - before) / Calls;
    }
}
