namespace Layotto.Components.Crypto.LocalStorage;

/// <summary>Finds the file of a key, which is always inside the folder, wherever symbolic links lead.</summary>
internal static class KeyPath
{
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
        var root = RealPath.Resolve(folder);
        path = RealPath.Resolve($"{root}/{name}");
        if (!path.StartsWith(Path.TrimEndingDirectorySeparator(root) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new ComponentException("the key's file is a link that leads out of the folder with the keys");
        return File.Exists(path);
    }
}
