using System.Net;
using System.Net.Sockets;
using Layotto.Testing.Processes;
using Xunit;

namespace Layotto.Fuzz.Tests;

/// <summary>A gateway that is sent nonsense, and what has to hold all the while: it lives, it answers, it foresaw everything.</summary>
internal sealed class FuzzedGateway : IAsyncDisposable
{
    private const int Lanes = 16;
    private const int InputsBetweenChecks = 500;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    // Who has nothing more to say for so long is waiting for the rest of a request that has none: no hang of the server.
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(60);

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

    private static async Task<byte[]> SendAsync(int port, byte[] bytes)
    {
        using var deadline = new CancellationTokenSource(Patience);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port, deadline.Token);
        var answer = new MemoryStream();
        try
        {
            await socket.SendAsync(bytes, deadline.Token);
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

    /// <summary>
    /// Sends inputs over and over until the time is up, over several connections at once, and checks the gateway in between.
    /// </summary>
    /// <param name="budget">The time, and the seed of all lanes together.</param>
    /// <param name="port">Where the inputs go.</param>
    /// <param name="next">Makes the next input; null passes it over.</param>
    /// <param name="check">Looks at an answer.</param>
    /// <returns>How many inputs were sent, and how many of them were answered.</returns>
    public async Task<(int Inputs, int Answers)> RunAsync(FuzzBudget budget, int port, Func<Mutator, byte[]?> next, Action<byte[]> check)
    {
        var (inputs, answers) = (0, 0);
        var options = new ParallelOptions { MaxDegreeOfParallelism = Lanes, CancellationToken = TestContext.Current.CancellationToken };
        await Parallel.ForAsync(0, Lanes, options, async (lane, _) =>
        {
            var mutator = new Mutator(unchecked(budget.Seed + lane));
            while (budget.IsLeft)
            {
                if (next(mutator) is not { } input)
                    continue;
                var answer = await SendAsync(port, input);
                check(answer);
                if (answer.Length > 0)
                    Interlocked.Increment(ref answers);
                if (Interlocked.Increment(ref inputs) % InputsBetweenChecks == 0)
                    await CheckAsync($"seed {budget.Seed}, lane {lane}, input {inputs}");
            }
        });
        await CheckAsync($"seed {budget.Seed}, at the end");
        return (inputs, answers);
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
