using System.Text;

namespace Layotto.Gateway.Reloading;

/// <summary>What can be seen of files without reading them: names, sizes and times. Two that are equal mean that nothing has changed.</summary>
/// <param name="Value">All of it as one text.</param>
/// <param name="HasEmptyFile">Whether a file is empty: somebody has most likely just begun to write it.</param>
internal readonly record struct FileFingerprint(string Value, bool HasEmptyFile)
{
    /// <summary>Looks at the YAML files of folders, and at single files. What can't be looked at counts as absent.</summary>
    public static FileFingerprint Take(IEnumerable<string> folders, IEnumerable<string> files)
    {
        var text = new StringBuilder();
        var hasEmptyFile = false;
        foreach (var file in folders.SelectMany(YamlFiles).Concat(files))
        {
            // A symbolic link is followed: volumes of Kubernetes swap their content by changing one.
            var info = new FileInfo(file);
            if (info.LinkTarget is not null && info.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target)
                info = target;
            if (!info.Exists)
                continue;
            hasEmptyFile |= info.Length == 0;
            text.Append(file).Append('\0').Append(info.FullName).Append('\0').Append(info.Length).Append('\0').Append(info.LastWriteTimeUtc.Ticks).Append('\n');
        }

        return new FileFingerprint(text.ToString(), hasEmptyFile);
    }

    private static IEnumerable<string> YamlFiles(string folder)
    {
        try
        {
            return Directory.Exists(folder)
                ? [.. Directory.EnumerateFiles(folder).Where(IsYaml).Order(StringComparer.Ordinal)]
                : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static bool IsYaml(string file) => Path.GetExtension(file) is ".yaml" or ".yml" or ".YAML" or ".YML";
}
