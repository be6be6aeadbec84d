namespace Layotto.Testing.Processes;

/// <summary>Where the program under test is.</summary>
public static class LayottoBinary
{
    /// <summary>Names another program than the one that was built together with the tests, such as a published one.</summary>
    private const string Variable = "LAYOTTO_BINARY";

    /// <summary>The program's path.</summary>
    /// <exception cref="InvalidOperationException">It isn't there.</exception>
    public static string Path { get; } = Find();

    private static string Find()
    {
        // Tests run from artifacts/bin/PROJECT/CONFIGURATION.
        var configuration = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/')).Name;
        var path = Environment.GetEnvironmentVariable(Variable)
            ?? System.IO.Path.Combine(RepositoryRoot.Path, "artifacts", "bin", "Layotto.Gateway", configuration, "layotto");
        return File.Exists(path) ? path : throw new InvalidOperationException($"There is no {path}; build gateway/Layotto.Gateway first.");
    }
}
