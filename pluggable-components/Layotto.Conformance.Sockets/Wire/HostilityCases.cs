using System.Net.Sockets;
using Grpc.Core;

namespace Layotto.Conformance.Sockets.Wire;

/// <summary>What a peer can do wrong.</summary>
internal static class HostilityCases
{
    // More than every implementation of gRPC takes unless told otherwise.
    private const int OversizeBytes = 8 * 1024 * 1024;

    // A field, that no message has, of a type that there isn't: no parser can go on. Some let a text end early.
    private static readonly byte[] Malformed = [0xC7, 0x3E, 0x01];

    public static IReadOnlyList<ConformanceCase<WireSubject>> All { get; } =
    [
        new("a message that is malformed is refused, and harms nothing", async (subject, cancellationToken) =>
        {
            var name = subject.NewName();
            using var connection = await subject.InitialiseAsync(name, cancellationToken);
            var answer = await connection.CallAsync(subject.Service.Name, subject.Service.Call, Malformed, cancellationToken);
            Expect.True(answer.Code != StatusCode.OK, "a message that can't be read should be refused; it is answered with OK");
            await subject.ExpectAliveAsync(name, "a malformed message", cancellationToken);
        }),
        new("a message of 8 MiB is refused or taken, and harms nothing", async (subject, cancellationToken) =>
        {
            var name = subject.NewName();
            using var connection = await subject.InitialiseAsync(name, cancellationToken);

            // Field 1000, which no message has, holds it.
            byte[] header = [0xC2, 0x3E, 0x80, 0x80, 0x80, 0x04];
            byte[] request = [.. subject.Service.Request, .. header, .. new byte[OversizeBytes]];
            await connection.CallAsync(subject.Service.Name, subject.Service.Call, request, cancellationToken);
            await subject.ExpectAliveAsync(name, "a message of 8 MiB", cancellationToken);
        }),
        new("fields that are not known are passed over", async (subject, cancellationToken) =>
        {
            using var connection = await subject.InitialiseAsync(subject.NewName(), cancellationToken);
            byte[] request = [.. subject.Service.Request, 0xC2, 0x3E, 0x01, 0x41];
            var answer = await connection.CallAsync(subject.Service.Name, subject.Service.Call, request, cancellationToken);
            Expect.True(!subject.Service.CallSucceeds || answer.Code == StatusCode.OK, $"later versions of the contract may have more fields; it is answered with {answer}");
        }),
        new("bytes that aren't gRPC harm nothing", async (subject, cancellationToken) =>
        {
            var name = subject.NewName();
            using var connection = await subject.InitialiseAsync(name, cancellationToken);
            using (var stranger = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
            {
                await stranger.ConnectAsync(new UnixDomainSocketEndPoint(Path.GetFullPath(subject.Target.Options.Socket)), cancellationToken);
                await stranger.SendAsync("GET / HTTP/1.1\r\nHost: here\r\n\r\n\0\xFF\0\xFF"u8.ToArray(), cancellationToken);
            }

            await subject.ExpectAliveAsync(name, "bytes that aren't gRPC", cancellationToken);
        }),
        new("a call that is cancelled harms nothing", async (subject, cancellationToken) =>
        {
            var name = subject.NewName();
            using var connection = await subject.InitialiseAsync(name, cancellationToken);
            for (var call = 0; call < 20; call++)
            {
                using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                var calling = subject.CallAsync(connection, cancelled.Token);
                if (call % 2 == 0)
                    await Task.Yield();
                await cancelled.CancelAsync();
                await ((Task)calling).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            await subject.ExpectAnswerAsync(connection, "a call on the same connection after some were cancelled", cancellationToken);
        }),
        new("a call whose deadline has passed harms nothing", async (subject, cancellationToken) =>
        {
            var name = subject.NewName();
            using var connection = await subject.InitialiseAsync(name, cancellationToken);
            for (var call = 0; call < 10; call++)
                await connection.CallAsync(subject.Service.Name, subject.Service.Call, subject.Service.Request, cancellationToken, TimeSpan.FromMilliseconds(call / 4.0));

            // Some servers end the connection when a deadline passes in the middle of their answer; that isn't the component's doing.
            await subject.ExpectAliveAsync(name, "calls that were late", cancellationToken);
        }),
        new("a connection that breaks takes nothing along", async (subject, cancellationToken) =>
        {
            var name = subject.NewName();
            using var other = await subject.InitialiseAsync(name, cancellationToken);
            Task<WireAnswer> calling;
            using (var broken = subject.Connect(name))
                calling = subject.CallAsync(broken, cancellationToken);
            await ((Task)calling).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await subject.ExpectAnswerAsync(other, "a call on another connection", cancellationToken);
            await subject.ExpectAliveAsync(name, "a connection broke", cancellationToken);
        }),
        new("a stream that is cancelled harms nothing", async (subject, cancellationToken) =>
        {
            using var connection = await subject.InitialiseAsync(subject.NewName(), cancellationToken);
            for (var stream = 0; stream < 5; stream++)
                await StreamAsync(subject, connection, subject.Service.Greeting, cancellationToken);
            await subject.ExpectAnswerAsync(connection, "a call after streams were cancelled", cancellationToken);
        }) { Needs = [WireAbilities.Streams] },
        new("a stream that begins with a malformed message harms nothing", async (subject, cancellationToken) =>
        {
            using var connection = await subject.InitialiseAsync(subject.NewName(), cancellationToken);
            await StreamAsync(subject, connection, Malformed, cancellationToken);
            await subject.ExpectAnswerAsync(connection, "a call after such a stream", cancellationToken);
        }) { Needs = [WireAbilities.Streams] },
        new("an answer to a message that was never sent harms nothing", async (subject, cancellationToken) =>
        {
            using var connection = await subject.InitialiseAsync(subject.NewName(), cancellationToken);

            // Field 2 is the id of a message in both contracts that have streams.
            await StreamAsync(subject, connection, subject.Service.Greeting, cancellationToken, [0x12, 0x04, (byte)'n', (byte)'o', (byte)'n', (byte)'e']);
            await subject.ExpectAnswerAsync(connection, "a call after such an answer", cancellationToken);
        }) { Needs = [WireAbilities.Answers] },
    ];

    private static async Task StreamAsync(
        WireSubject subject, WireConnection connection, byte[]? first, CancellationToken cancellationToken, byte[]? second = null)
    {
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var stream = connection.Open(subject.Service.Name, subject.Service.Stream!, cancelled.Token);
        try
        {
            if (first is not null)
                await stream.RequestStream.WriteAsync(first);
            if (second is not null)
                await stream.RequestStream.WriteAsync(second);
            if (!subject.Service.StreamGoesBothWays)
                await stream.RequestStream.CompleteAsync();
        }
        catch (RpcException)
        {
            // It was refused, as it may be.
        }

        await cancelled.CancelAsync();
        try
        {
            while (await stream.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(cancellationToken))
            {
                // Whatever came before the end.
            }
        }
        catch (RpcException)
        {
            // That is its end.
        }
    }
}
