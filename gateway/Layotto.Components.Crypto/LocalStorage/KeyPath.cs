namespace Layotto.Components.Crypto.LocalStorage;

/// <summary>Finds the file of a key, which is always inside the folder, wherever symbolic links lead.</summary>
internal static class KeyPath
{
    /// <summary>As many links as Linux follows.</summary>
    private const int MaxLinks = 40;

    /// <summary>Finds the file of a key.</summary>
    /// <param name="folder">The folder, as an absolute path; it may be a link itself.</param>
    /// <param name="name">The key's name: a path within the folder.</param>
    /// <param name="path">The file, with all links followed.</param>
    /// <returns>False when there is no such file.</returns>
    /// <exception cref="ComponentException">The name, or a link, leads out of the folder.</exception>
    public static bool TryFind(string folder, string name, out string path)
    {
        path = "";
        if (name.Contains("..", StringComparison.Ordinal))
            throw new ComponentException("the name of a key can't have \"..\" in it");
        if (name.Trim('/', '.').Length == 0 || name.Contains('\0'))
            return false;
        var links = 0;
        var root = Resolve(folder, ref links);
        links = 0;
        path = Resolve($"{root}/{name}", ref links);
        if (!path.StartsWith(root.TrimEnd('/') + "/", StringComparison.Ordinal))
            throw new ComponentException("the key's file is a link that leads out of the folder with the keys");
        return File.Exists(path);
    }

    private static string Resolve(string path, ref int links)
    {
        var resolved = "/";
        foreach (var part in Path.GetFullPath(path).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            resolved = Path.Combine(resolved, part);
            if (new FileInfo(resolved).LinkTarget is not { } target)
                continue;
            if (++links > MaxLinks)
                throw new ComponentException("the key's file is behind too many symbolic links");
            resolved = Resolve(Path.Combine(Path.GetDirectoryName(resolved)!, target), ref links);
        }

        return resolved;
    }
}
