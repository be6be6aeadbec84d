namespace Layotto.Architecture.Tests;

/// <summary>The source tree that this test was built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Layotto.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"There is no Layotto.sln above {AppContext.BaseDirectory}.");
    }
}
