using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Reflection.V1;
using Layotto.Components;
using Layotto.Pluggable.Discovery;
using Layotto.Pluggable.Tests.Processes;
using Layotto.Testing;
using Microsoft.AspNetCore.Http;

namespace Layotto.Pluggable.Tests.Discovery;

/// <summary>Sockets that mean harm. Each is told of with a reason, in bounded time, and a good one beside it serves all the same.</summary>
public sealed class HostileSocketTests : IAsyncDisposable
{
    private const uint Stranger = 4711;

    private static readonly byte[] Settings = [0, 0, 0, 4, 0, 0, 0, 0, 0];
    private static readonly byte[] Ping = [0, 0, 8, 6, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8];

    private readonly TemporaryFolder _folder = new();
    private readonly ComponentCatalogue _catalogue = new();
    private readonly SocketDiscovery _discovery;

    public HostileSocketTests() => _discovery = new SocketDiscovery(
        TestStore.Options(_folder.Path) with { ProbeTimeout = TimeSpan.FromSeconds(4) }, _catalogue, new RecordingLogger());

    private string Bad => _folder.File("bad.sock");

    public async ValueTask DisposeAsync()
    {
        await _discovery.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_process_that_answers_is_known()
    {
        await using var process = await FakeProcess.ServeAsync(Bad, new Script(), [FakeSecretService.Serve()]);

        await _discovery.ScanAsync(Patience.Cancellation).Soon();

        Assert.Equal(new SocketPeer(Environment.ProcessId, FileStatus.OwnUser), Assert.Single(_discovery.Records).Peer);
    }

    [Theory]
    [InlineData(0u, true)]
    [InlineData(Stranger, false)]
    [InlineData(4712u, true)]
    public void A_process_is_talked_to_where_its_user_is_trusted(uint user, bool isTaken)
    {
        var refusal = new SocketPeer(1, user).Judge(new PluggableOptions { TrustedOwners = [4712] });

        Assert.Equal(isTaken ? null : "A process of the user 4711 answers it; only those of root, of the gateway's own user and of trusted ones are talked to.", refusal);
        Assert.Null(new SocketPeer(1, user).Judge(new PluggableOptions { TrustsEveryOwner = true }));
    }

    [Fact]
    public async Task A_process_of_a_stranger_gets_nothing_though_the_file_is_trusted()
    {
        // The file is made before the user changes; only root can do that, anybody else is that stranger's equal.
        const string script = """
            import os, socket, sys
            server = socket.socket(socket.AF_UNIX)
            server.bind(sys.argv[1])
            if os.getuid() == 0:
                os.setuid(int(sys.argv[2]))
            server.listen()
            print("listening", flush=True)
            connection, _ = server.accept()
            print(len(connection.recv(1)), flush=True)
            """;
        using var stranger = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", script, Bad, "4711"]) { RedirectStandardOutput = true })!;
        try
        {
            Assert.Equal("listening", await stranger.StandardOutput.ReadLineAsync(Patience.Cancellation).Soon());

            await _discovery.ScanAsync(Patience.Cancellation).Soon();

            var record = Assert.Single(_discovery.Records);
            Assert.Equal(FileStatus.OwnUser, record.Owner);
            if (FileStatus.OwnUser == 0)
            {
                Assert.Equal((SocketState.Refused, new SocketPeer(stranger.Id, Stranger)), (record.State, record.Peer));
                Assert.StartsWith("A process of the user 4711 answers it", record.LastError, StringComparison.Ordinal);
                Assert.Equal("0", await stranger.StandardOutput.ReadLineAsync(Patience.Cancellation).Soon());
            }
            else
            {
                Assert.Equal(new SocketPeer(stranger.Id, FileStatus.OwnUser), record.Peer);
            }
        }
        finally
        {
            stranger.Kill();
        }
    }

    [Theory]
    [InlineData("says nothing")]
    [InlineData("hangs up")]
    [InlineData("speaks HTTP/1.1")]
    [InlineData("sends noise")]
    [InlineData("floods with noise")]
    [InlineData("floods with pings")]
    [InlineData("floods with settings")]
    [InlineData("hangs up in the middle of a frame")]
    [InlineData("announces a frame of 16 MiB")]
    public async Task Whoever_breaks_the_protocol_harms_itself_alone(string behaviour)
    {
        await using var bad = new RawProcess(Bad, (stream, token) => MisbehaveAsync(behaviour, stream, token));

        await ExpectAsync(SocketState.Silent);
        Assert.InRange(bad.Connections, 1, 10);
    }

    [Theory]
    [InlineData("malformed", SocketState.Silent)]
    [InlineData("half a message", SocketState.Silent)]
    [InlineData("half a message, then nothing", SocketState.Silent)]
    [InlineData("4 GiB announced", SocketState.Silent)]
    [InlineData("no answer, status OK", SocketState.Refused)]
    [InlineData("after the deadline", SocketState.Silent)]
    [InlineData("breaks off", SocketState.Silent)]
    [InlineData("not found", SocketState.Refused)]
    [InlineData("huge headers", SocketState.Silent)]
    [InlineData("a page", SocketState.Silent)]
    [InlineData("empty messages without end", SocketState.Refused)]
    public async Task Whoever_answers_wrongly_harms_itself_alone(string answer, SocketState expected)
    {
        await using var bad = await FakeProcess.AnswerAsync(Bad, context => AnswerWronglyAsync(answer, context));

        await ExpectAsync(expected);
    }

    [Fact]
    public async Task Thousands_of_services_are_refused()
    {
        await using var bad = await FakeProcess.ServeBareAsync(Bad, ServerReflection.BindService(new ManyServices(5000)));

        var record = await ExpectAsync(SocketState.Refused);

        Assert.Equal("Its process names 5000 services; it may have 1024.", record.LastError);
        Assert.Empty(record.Services);
    }

    [Fact]
    public async Task An_answer_that_never_ends_is_read_once()
    {
        var endless = new EndlessReflection();
        await using var bad = await FakeProcess.ServeBareAsync(Bad, ServerReflection.BindService(endless));

        var record = await ExpectAsync(SocketState.Refused);

        Assert.Contains("serves no kind of component", record.LastError, StringComparison.Ordinal);
        await endless.Ended.Soon();
    }

    private static async Task MisbehaveAsync(string behaviour, NetworkStream stream, CancellationToken token)
    {
        var noise = new byte[16 * 1024];
        new Random(1).NextBytes(noise);
        switch (behaviour)
        {
            case "says nothing":
                await Task.Delay(Timeout.Infinite, token);
                break;
            case "hangs up":
                break;
            case "speaks HTTP/1.1":
                await stream.WriteAsync("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), token);
                await Task.Delay(Timeout.Infinite, token);
                break;
            case "sends noise":
                await stream.WriteAsync(noise, token);
                await Task.Delay(Timeout.Infinite, token);
                break;
            case "hangs up in the middle of a frame":
                await stream.WriteAsync(Settings, token);
                await stream.WriteAsync(new byte[] { 0, 1, 0, 1, 4, 0, 0 }, token);
                break;
            case "announces a frame of 16 MiB":
                await stream.WriteAsync(Settings, token);
                await stream.WriteAsync(new byte[] { 255, 255, 255, 0, 0, 0, 0, 0, 1 }, token);
                await RepeatAsync(noise, stream, token);
                break;
            case "floods with pings":
                await stream.WriteAsync(Settings, token);
                await RepeatAsync(Ping, stream, token);
                break;
            case "floods with settings":
                await RepeatAsync(Settings, stream, token);
                break;
            default:
                await RepeatAsync(noise, stream, token);
                break;
        }
    }

    private static async Task RepeatAsync(byte[] bytes, NetworkStream stream, CancellationToken token)
    {
        while (true)
            await stream.WriteAsync(bytes, token);
    }

    private static async Task AnswerWronglyAsync(string answer, HttpContext context)
    {
        var response = context.Response;
        response.ContentType = "application/grpc";
        switch (answer)
        {
            case "malformed":
                await WriteFrameAsync(response, 5, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF]);
                break;
            case "half a message":
                await WriteFrameAsync(response, 100, new byte[10]);
                break;
            case "half a message, then nothing":
                await WriteFrameAsync(response, 100, new byte[10]);
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
                break;
            case "4 GiB announced":
                await WriteFrameAsync(response, uint.MaxValue, new byte[10]);
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
                break;
            case "after the deadline":
                var late = new TaskCompletionSource();
                await using (context.RequestAborted.Register(late.SetResult))
                    await late.Task;
                await WriteFrameAsync(response, 0, []);
                break;
            case "breaks off":
                // Not after a whole message: whether that is read before the end comes is up to chance.
                await WriteFrameAsync(response, 100, new byte[10]);
                context.Abort();
                return;
            case "not found":
                response.AppendTrailer("grpc-status", "12");
                return;
            case "huge headers":
                for (var number = 0; number < 200; number++)
                    response.Headers[$"x-{number}"] = new string('x', 8000);
                await WriteFrameAsync(response, 0, []);
                break;
            case "a page":
                response.StatusCode = StatusCodes.Status500InternalServerError;
                response.ContentType = "text/html";
                await response.WriteAsync(new string('x', 100_000), context.RequestAborted);
                return;
            case "empty messages without end":
                while (!context.RequestAborted.IsCancellationRequested)
                    await WriteFrameAsync(response, 0, []);
                return;
        }

        response.AppendTrailer("grpc-status", "0");
    }

    private static async Task WriteFrameAsync(HttpResponse response, uint length, byte[] content)
    {
        var frame = new byte[5 + content.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), length);
        content.CopyTo(frame, 5);
        await response.Body.WriteAsync(frame, response.HttpContext.RequestAborted);
        await response.Body.FlushAsync(response.HttpContext.RequestAborted);
    }

    private async Task<SocketRecord> ExpectAsync(SocketState state)
    {
        await using var good = await FakeProcess.ServeAsync(_folder.File("good.sock"), new Script(), [FakeSecretService.Serve()]);

        await _discovery.ScanAsync(Patience.Cancellation).Soon();

        var records = _discovery.Records;
        Assert.Equal(["bad", "good"], records.Select(record => record.Name));
        Assert.Equal((state, SocketState.Serving), (records[0].State, records[1].State));
        Assert.False(string.IsNullOrEmpty(records[0].LastError));
        Assert.Equal(["secretstores.good"], _catalogue.All.Select(type => type.Type));
        return records[0];
    }

    private sealed class ManyServices(int count) : ServerReflection.ServerReflectionBase
    {
        public override async Task ServerReflectionInfo(
            IAsyncStreamReader<ServerReflectionRequest> requestStream, IServerStreamWriter<ServerReflectionResponse> responseStream, ServerCallContext context)
        {
            await requestStream.MoveNext(context.CancellationToken);
            var list = new ListServiceResponse();
            list.Service.Add(Enumerable.Range(0, count).Select(number => new ServiceResponse { Name = $"a.b{number}" }));
            await responseStream.WriteAsync(new ServerReflectionResponse { ListServicesResponse = list });
        }
    }

    private sealed class EndlessReflection : ServerReflection.ServerReflectionBase
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Ended => _ended.Task;

        public override async Task ServerReflectionInfo(
            IAsyncStreamReader<ServerReflectionRequest> requestStream, IServerStreamWriter<ServerReflectionResponse> responseStream, ServerCallContext context)
        {
            var list = new ListServiceResponse { Service = { new ServiceResponse { Name = "a.b" } } };
            try
            {
                while (!context.CancellationToken.IsCancellationRequested)
                    await responseStream.WriteAsync(new ServerReflectionResponse { ListServicesResponse = list });
            }
            catch (Exception exception) when (exception is InvalidOperationException or IOException or OperationCanceledException or RpcException)
            {
                // The gateway has what it asked for.
            }
            finally
            {
                _ended.TrySetResult();
            }
        }
    }
}
