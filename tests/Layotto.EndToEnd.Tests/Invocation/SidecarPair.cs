using System.Globalization;
using Layotto.Testing.Processes;
using Microsoft.AspNetCore.Http;

namespace Layotto.EndToEnd.Tests.Invocation;

/// <summary>Two gateways that find each other by a file, and the app behind the second one. The first one has an app of its own only if asked.</summary>
internal sealed class SidecarPair : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("layotto-invocation-");
    private TestApp? _calleeApp;

    /// <summary>The folder with the resources of both.</summary>
    public string Folder => _folder.FullName;

    /// <summary>The gateway of the app <c>caller</c>.</summary>
    public GatewayProcess Caller { get; private set; } = null!;

    /// <summary>The gateway of the app <c>callee</c>.</summary>
    public GatewayProcess Callee { get; private set; } = null!;

    /// <summary>The app of the callee.</summary>
    public TestApp App => _calleeApp!;

    /// <summary>Starts both.</summary>
    public static async Task<SidecarPair> StartAsync(RequestDelegate app, PairSettings? settings = null)
    {
        settings ??= new PairSettings();
        var pair = new SidecarPair();
        try
        {
            await pair.StartAllAsync(app, settings);
            return pair;
        }
        catch
        {
            await pair.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Caller is not null)
            await Caller.DisposeAsync();
        if (Callee is not null)
            await Callee.DisposeAsync();
        if (_calleeApp is not null)
            await _calleeApp.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task StartAllAsync(RequestDelegate app, PairSettings settings)
    {
        var callee = FreePorts.Find();
        var caller = FreePorts.Find();
        System.IO.File.WriteAllText(File("sidecars.txt"), $"""
            caller: {settings.Host}:{caller}
            callee: {settings.Host}:{callee}
            gone: {settings.Host}:{FreePorts.Find()}
            """);
        System.IO.File.WriteAllText(File("configuration.yaml"), $$"""
            apiVersion: dapr.io/v1alpha1
            kind: Configuration
            metadata:
              name: pair
            spec:
              nameResolution:
                component: file
                configuration:
                  path: {{File("sidecars.txt")}}
            {{settings.Configuration}}
            """);
        if (settings.Resources.Length > 0)
            System.IO.File.WriteAllText(File("resources.yaml"), settings.Resources);
        _calleeApp = await TestApp.StartAsync(settings.IsAskedForConfiguration ? app : context => AnswerAsync(context, app), settings.AppProtocols);
        var calleeStarting = GatewayProcess.StartAsync(
            [
                "--app-id", "callee", "--app-port", Text(_calleeApp.Port), "--app-protocol", settings.AppProtocol, .. Common(callee, settings),
                "--config", File("configuration.yaml"), .. settings.CalleeArguments,
            ],
            settings.CalleeEnvironment);
        Caller = await GatewayProcess.StartAsync(
            ["--app-id", "caller", .. Common(caller, settings), "--config", File("configuration.yaml"), .. settings.CallerArguments],
            settings.CallerEnvironment);
        Callee = await calleeStarting;
    }

    // Few of the tests are about what the sidecar asks at start.
    private static Task AnswerAsync(HttpContext context, RequestDelegate app)
    {
        if (context.Request.Path.Value is not ("/dapr/config" or "/dapr/subscribe"))
            return app(context);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    // The class beside it would be meant otherwise.
    private string File(string name) => Path.Combine(_folder.FullName, name);

    private string[] Common(int internalPort, PairSettings settings) =>
    [
        "--resources-path", _folder.FullName, "--dapr-internal-grpc-port", Text(internalPort),
        "--dapr-internal-grpc-listen-address", settings.Host.Trim('[', ']'), "--max-body-size", settings.MaxBodySize,
    ];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
