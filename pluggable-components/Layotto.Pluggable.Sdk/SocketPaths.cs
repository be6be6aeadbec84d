namespace Layotto.Pluggable.Sdk;

/// <summary>Where sockets are.</summary>
internal static class SocketPaths
{
    private const string Extension = ".sock";

    /// <exception cref="ArgumentException">It can't be the name of a socket.</exception>
    public static void Check(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name is "." or ".." || name.AsSpan().IndexOfAny('/', '\0') >= 0 || name[0] == '.')
            throw new ArgumentException($"\"{name}\" can't be the name of a socket: it must not begin with a dot or hold a slash.", nameof(name));
    }

    public static string Of(string name, ComponentServerOptions options) => Path.Combine(options.Folder, name + Extension);

    /// <summary>The name of a component type's own part.</summary>
    public static string NameOf(string path) => Path.GetFileNameWithoutExtension(path);

    /// <summary>Makes the folder of a socket where there is none, for its owner alone.</summary>
    /// <exception cref="IOException">It can't be made.</exception>
    public static void MakeFolder(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (Directory.Exists(folder))
            return;
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Says who may use a socket.</summary>
    public static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, mode);
    }
}
