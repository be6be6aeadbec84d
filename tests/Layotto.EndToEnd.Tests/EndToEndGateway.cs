using Layotto.Testing.Processes;

namespace Layotto.EndToEnd.Tests;

/// <summary>A folder with resources and data, and gateways started on it.</summary>
internal sealed class EndToEndGateway : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("layotto-end-to-end-");

    public EndToEndGateway()
    {
        Write("secrets.json", """{"database-password":"correct horse","other":"battery staple"}""");
        Write("resources.yaml", $"""
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata:
              name: statestore
            spec:
              type: state.sqlite
              version: v1
              metadata:
                - name: connectionString
                  value: "{Folder}/state.db"
            ---
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata:
              name: memory
            spec:
              type: state.in-memory
              version: v1
            ---
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata:
              name: secretstore
            spec:
              type: secretstores.local.file
              version: v1
              metadata:
                - name: secretsFile
                  value: "{Folder}/secrets.json"
            """);
    }

    public string Folder => _folder.FullName;

    /// <summary>Writes a file into the folder.</summary>
    public void Write(string name, string content)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }

    /// <summary>Starts a gateway on the folder.</summary>
    public Task<GatewayProcess> StartAsync(params string[] arguments) => StartAsync(arguments, environment: null);

    /// <summary>Starts a gateway on the folder, with an environment.</summary>
    public Task<GatewayProcess> StartAsync(string[] arguments, IReadOnlyDictionary<string, string>? environment)
        => GatewayProcess.StartAsync(["--app-id", "end-to-end", "--resources-path", Folder, .. arguments], environment);

    public void Dispose() => _folder.Delete(recursive: true);
}
