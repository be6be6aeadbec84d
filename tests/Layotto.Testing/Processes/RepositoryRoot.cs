namespace Layotto.Testing.Processes;

/// <summary>The source tree that the tests were built from.</summary>
public static class RepositoryRoot
{
    /// <summary>Its path.</summary>
    public static string Path { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Layotto.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"There is no Layotto.sln above {AppContext.BaseDirectory}.");
    }
}
