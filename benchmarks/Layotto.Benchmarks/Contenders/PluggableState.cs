using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Layotto.Benchmarks.Payloads;
using Layotto.Benchmarks.Processes;
using Layotto.Benchmarks.Tools;

namespace Layotto.Benchmarks.Contenders;

/// <summary>
/// A state store in a process of its own, asked without and with a gateway in between. It runs beside the generator, as the app does in the
/// scenarios of invocation: the gateway has the other processor for itself.
/// </summary>
internal static class PluggableState
{
    private const string Executable = "state-component";
    private const string TypeName = "benchmark";

    /// <summary>The store alone, over its socket.</summary>
    public static Contender Bare(string component, bool isSet, string workDirectory)
    {
        var (command, socket) = Component(component, workDirectory, "bare");
        var request = isSet
            ? new LoadRequest(LoadProtocol.Grpc, ComponentMessages.Set, ComponentMessages.SetRequest())
            : new LoadRequest(LoadProtocol.Grpc, ComponentMessages.Get, ComponentMessages.GetRequest());
        return new Contender
        {
            Name = "bare gRPC to the component",
            Command = command,
            Readiness = new ReadinessProbe(new UnixDomainSocketEndPoint(socket)),
            Target = new IPEndPoint(IPAddress.None, 0),
            Request = request with { UnixSocket = socket, Headers = [("x-component-instance", StateValue.Store)] },
            RunsBesideGenerator = true,
            Prepare = async cancellationToken =>
            {
                await CallAsync(socket, ComponentMessages.Init, ComponentMessages.InitRequest(), cancellationToken);
                await CallAsync(socket, ComponentMessages.Set, ComponentMessages.SetRequest(), cancellationToken);
            },
        };
    }

    /// <summary>The store behind a minimal server that makes the bare call for each call it gets: the gateway's place, and none of its work.</summary>
    public static Contender Relayed(string bare, string component, bool isSet, string workDirectory)
    {
        var (command, socket) = Component(component, workDirectory, "relay");
        var method = isSet ? ComponentMessages.Set : ComponentMessages.Get;
        var message = Path.Combine(workDirectory, "relayed-message.bin");
        File.WriteAllBytes(message, isSet ? ComponentMessages.SetRequest() : ComponentMessages.GetRequest());
        var target = FreePort.Next();
        return new Contender
        {
            Name = "bare gRPC call, relayed",
            Companions = [new Companion(command, new ReadinessProbe(new UnixDomainSocketEndPoint(socket)), IsMeasured: false)],
            Command = new Command(
                Path.Combine(bare, "bare-kestrel"), ["relay", "--listen", target.ToString(), "--relay-to", socket, "--response-file", message]),
            Readiness = new ReadinessProbe(target),
            Target = target,
            Request = new LoadRequest(LoadProtocol.Grpc, method, File.ReadAllBytes(message)),
            Prepare = async cancellationToken =>
            {
                await CallAsync(socket, ComponentMessages.Init, ComponentMessages.InitRequest(), cancellationToken);
                await CallAsync(socket, ComponentMessages.Set, ComponentMessages.SetRequest(), cancellationToken);
            },
        };
    }

    /// <summary>The store behind a gateway.</summary>
    public static Contender Layotto(string gateway, string component, IReadOnlyList<string> extraArguments, string workDirectory)
    {
        var (command, socket) = Component(component, workDirectory, "gateway");
        return Gateway.WithStore(
            gateway, extraArguments, workDirectory, "layotto, pluggable", $"state.{TypeName}", Path.GetDirectoryName(socket)) with
        {
            Companions = [new Companion(command, new ReadinessProbe(new UnixDomainSocketEndPoint(socket)), IsMeasured: false)],
        };
    }

    private static (Command Command, string Socket) Component(string directory, string workDirectory, string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(workDirectory, $"sockets-{name}")).FullName;
        var command = new Command(
            Path.Combine(directory, Executable), [TypeName], new Dictionary<string, string> { ["DAPR_COMPONENTS_SOCKETS_FOLDER"] = folder });
        return (command, Path.Combine(folder, $"{TypeName}.sock"));
    }

    private static async Task CallAsync(string socket, string method, byte[] message, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, token) =>
            {
                var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), token);
                return new NetworkStream(connection, ownsSocket: true);
            },
        };
        using var client = new HttpClient(handler);
        var framed = new byte[5 + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(framed.AsSpan(1), message.Length);
        message.CopyTo(framed, 5);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"http://localhost{method}"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(framed),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TE.ParseAdd("trailers");
        request.Headers.Add("x-component-instance", StateValue.Store);
        using var response = await client.SendAsync(request, cancellationToken);
        await response.Content.LoadIntoBufferAsync(cancellationToken);
        if (!response.TrailingHeaders.TryGetValues("grpc-status", out var status) || status.Single() != "0")
            throw new BenchmarkException($"The component answered {method} with an error: {response.Headers}{response.TrailingHeaders}");
    }
}
