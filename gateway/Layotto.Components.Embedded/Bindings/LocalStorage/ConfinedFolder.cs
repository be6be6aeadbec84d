namespace Layotto.Components.Embedded.Bindings.LocalStorage;

/// <summary>
/// A folder that no path leads out of. A name is read as if the folder were the root of everything: <c>..</c> stops there, and a link,
/// wherever it points, is followed within it. That is how Dapr's component reads names too.
/// </summary>
internal sealed class ConfinedFolder
{
    private const int MostLinks = 255;

    // What is there belongs to the system, or to the orchestrator that mounts its secrets.
    private static readonly string[] Forbidden = ["/proc", "/sys", "/boot", "/dev", "/var/run/secrets", "/run/secrets"];

    private ConfinedFolder(string path) => Path = path;

    /// <summary>The folder, without links in its path.</summary>
    public string Path { get; }

    /// <summary>Opens a folder, and creates it where it isn't there.</summary>
    /// <exception cref="ComponentException">It can't be created, is a file, or is one of those that nothing may be stored in.</exception>
    public static ConfinedFolder Open(string path)
    {
        try
        {
            var full = System.IO.Path.GetFullPath(path);
            RequireAllowed(full, path);

            // The links of what is there already are followed before anything is created.
            var existing = full;
            while (!Directory.Exists(existing) && !File.Exists(existing) && System.IO.Path.GetDirectoryName(existing) is { } parent)
                existing = parent;
            var real = Join(RealPath(existing), full[existing.Length..]);
            RequireAllowed(real, path);
            if (File.Exists(real))
                throw new ComponentException($"The folder {path} is a file; set \"rootPath\" to a folder.");
            Directory.CreateDirectory(real);
            return new ConfinedFolder(real);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ComponentException($"The folder {path} can't be used or created: {exception.Message}", exception);
        }
    }

    /// <summary>The path that a name stands for.</summary>
    /// <exception cref="ComponentException">The name can't be a path, or its links go round in a circle.</exception>
    public string Resolve(string name)
    {
        if (name.Contains('\0', StringComparison.Ordinal))
            throw new ComponentException("The file name has a null character in it.");
        try
        {
            return Path + ResolveWithin(Path, name);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ComponentException($"The file name {name} can't be resolved: {exception.Message}", exception);
        }
    }

    /// <summary>The name of a path below the folder; a dot for the folder itself.</summary>
    public string NameOf(string path) => System.IO.Path.GetRelativePath(Path, path);

    private static string Join(string folder, string rest)
        => rest.Length == 0 ? folder : System.IO.Path.Combine(folder, rest.TrimStart(System.IO.Path.DirectorySeparatorChar));

    private static string RealPath(string path)
    {
        var root = System.IO.Path.GetPathRoot(path)!;
        return System.IO.Path.Combine(root, ResolveWithin(root.TrimEnd(System.IO.Path.DirectorySeparatorChar), path[root.Length..]).TrimStart(System.IO.Path.DirectorySeparatorChar));
    }

    // Walks a name a part at a time, below a root. Returns the rest of the path, which is empty or begins with a separator.
    private static string ResolveWithin(string root, string name)
    {
        var current = "";
        var links = 0;
        var left = new Stack<string>(Parts(name).Reverse());
        while (left.TryPop(out var part))
        {
            if (part is "" or ".")
                continue;
            if (part == "..")
            {
                current = current[..Math.Max(0, current.LastIndexOf(System.IO.Path.DirectorySeparatorChar))];
                continue;
            }

            var next = $"{current}{System.IO.Path.DirectorySeparatorChar}{part}";
            if (new FileInfo(root + next).LinkTarget is not { } target)
            {
                current = next;
                continue;
            }

            if (++links > MostLinks)
                throw new IOException("too many links");
            if (System.IO.Path.IsPathRooted(target))
                current = "";
            foreach (var piece in Parts(target).Reverse())
                left.Push(piece);
        }

        return current;
    }

    private static string[] Parts(string path) => path.Split(System.IO.Path.DirectorySeparatorChar, System.IO.Path.AltDirectorySeparatorChar);

    private static void RequireAllowed(string path, string written)
    {
        if (Forbidden.Any(folder => path == folder || path.StartsWith(folder + "/", StringComparison.Ordinal)))
        {
            throw new ComponentException(
                $"The folder {written} is one of those that nothing may be stored in ({string.Join(", ", Forbidden)}); set \"rootPath\" to another one.");
        }
    }
}
