using System.Net;
using System.Net.Sockets;
using Layotto.Testing.Processes;
using Xunit;

namespace Layotto.Fuzz.Tests;

/// <summary>A gateway that is sent nonsense, and what has to hold all the while: it lives, it answers, it foresaw everything.</summary>
internal sealed class FuzzedGateway : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    // After half a close the server has said all it has to say, or closes; a rest without either is no hang of the server.
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(300);

    private readonly DirectoryInfo _folder;

    private FuzzedGateway(DirectoryInfo folder, GatewayProcess process)
    {
        _folder = folder;
        Process = process;
    }

    public GatewayProcess Process { get; }

    public static async Task<FuzzedGateway> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("layotto-fuzz-");
        File.WriteAllText(Path.Combine(folder.FullName, "resources.yaml"), $"""
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata:
              name: statestore
            spec:
              type: state.sqlite
              metadata:
                - name: connectionString
                  value: "{folder.FullName}/state.db"
            ---
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata:
              name: memory
            spec:
              type: state.in-memory
            ---
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata:
              name: secrets
            spec:
              type: secretstores.local.env
            """);
        return new FuzzedGateway(folder, await GatewayProcess.StartAsync(["--app-id", "fuzz", "--resources-path", folder.FullName]));
    }

    /// <summary>Sends bytes over a connection of their own.</summary>
    /// <returns>What came back.</returns>
    public static async Task<byte[]> SendAsync(int port, byte[] bytes)
    {
        using var deadline = new CancellationTokenSource(Patience);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port, deadline.Token);
        var answer = new MemoryStream();
        try
        {
            await socket.SendAsync(bytes, deadline.Token);
            socket.Shutdown(SocketShutdown.Send);
            var buffer = new byte[16384];
            while (true)
            {
                using var rest = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token);
                rest.CancelAfter(Rest);
                var read = await socket.ReceiveAsync(buffer, rest.Token);
                if (read == 0)
                    break;
                answer.Write(buffer, 0, read);
            }
        }
        catch (SocketException)
        {
            // It closed the connection on us, which is an answer too.
            return answer.ToArray();
        }
        catch (OperationCanceledException) when (!deadline.IsCancellationRequested)
        {
            return answer.ToArray();
        }

        return answer.ToArray();
    }

    /// <summary>Checks that the process lives, answers, and never said that it was taken by surprise.</summary>
    public async Task CheckAsync(string context)
    {
        using var client = new HttpClient { Timeout = Patience };
        using var response = await client.GetAsync(new Uri(Process.HttpAddress, "/v1.0/healthz"), TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == HttpStatusCode.NoContent, $"{context}: health is {response.StatusCode}");
        var log = Process.Log;
        foreach (var sign in new[] { "nobody foresaw", "unhandled exception", "Unhandled exception" })
            Assert.False(log.Contains(sign, StringComparison.Ordinal), $"{context}: the log says \"{sign}\":\n{Tail(log)}");
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static string Tail(string log) => log.Length < 4000 ? log : log[^4000..];
}
