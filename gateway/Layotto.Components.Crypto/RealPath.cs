namespace Layotto.Components.Crypto;

/// <summary>Where a path leads once every symbolic link on the way is followed.</summary>
internal static class RealPath
{
    /// <summary>As many links as Linux follows.</summary>
    private const int MaxLinks = 40;

    /// <summary>Follows the links. What doesn't exist is as it is written.</summary>
    /// <exception cref="ComponentException">There are too many, as in a circle.</exception>
    public static string Resolve(string path)
    {
        var links = 0;
        return Resolve(path, ref links);
    }

    private static string Resolve(string path, ref int links)
    {
        var full = Path.GetFullPath(path);
        var resolved = Path.GetPathRoot(full)!;
        foreach (var part in full[resolved.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            resolved = Path.Combine(resolved, part);
            if (new FileInfo(resolved).LinkTarget is not { } target)
                continue;
            if (++links > MaxLinks)
                throw new ComponentException("the path has too many symbolic links");
            resolved = Resolve(Path.Combine(Path.GetDirectoryName(resolved)!, target), ref links);
        }

        return resolved;
    }
}
