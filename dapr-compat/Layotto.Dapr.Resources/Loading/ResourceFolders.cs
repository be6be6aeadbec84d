using Layotto.Dapr.Resources.Yaml;

namespace Layotto.Dapr.Resources.Loading;

/// <summary>Reads every resource of some folders, whoever it is for.</summary>
internal static class ResourceFolders
{
    /// <summary>Reads the files <c>*.yaml</c> and <c>*.yml</c> of each folder in the order of their names, but not of folders within it.</summary>
    /// <param name="folders">The folders.</param>
    /// <param name="placeholders">Looks up the environment variables of Configurations; null to leave those alone.</param>
    /// <param name="problems">Where problems go.</param>
    /// <param name="expressions">Looks at the expressions in them, or null.</param>
    public static IReadOnlyList<LoadedResource> Read(
        IEnumerable<string> folders, Func<string, string?>? placeholders, ProblemList problems, ExpressionCheck? expressions = null)
        => ReadFiles(folders.SelectMany(folder => FilesOf(folder, problems)), placeholders, problems, expressions);

    /// <summary>Reads files, in their order.</summary>
    public static IReadOnlyList<LoadedResource> ReadFiles(
        IEnumerable<string> files, Func<string, string?>? placeholders, ProblemList problems, ExpressionCheck? expressions = null)
    {
        var resources = new List<LoadedResource>();
        var reader = new DocumentReader(placeholders, problems, expressions);
        foreach (var file in files)
        {
            if (FileText.Read(file, problems) is not { } text)
                continue;
            foreach (var document in YamlFile.Read(file, text, problems))
            {
                if (reader.Read(document) is { } resource)
                    resources.Add(resource);
            }
        }

        return resources;
    }

    /// <summary>The resource files of a folder, in the order of their names.</summary>
    public static List<string> FilesOf(string folder, ProblemList problems)
    {
        if (!Directory.Exists(folder))
        {
            problems.Error(new(folder), "", "", "There is no such resources folder.", "Correct the path given as --resources-path.");
            return [];
        }

        try
        {
            var files = Directory.EnumerateFiles(folder)
                .Where(file => Path.GetExtension(file).ToUpperInvariant() is ".YAML" or ".YML")
                .Take(YamlLimits.FilesPerFolder + 1)
                .Order(StringComparer.Ordinal)
                .ToList();
            if (files.Count <= YamlLimits.FilesPerFolder)
                return files;
            problems.Error(new(folder), "", "", $"The folder holds more than {YamlLimits.FilesPerFolder} resource files, so none of them is read.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problems.Error(new(folder), "", "", $"The folder can't be read: {exception.Message}");
        }

        return [];
    }
}
