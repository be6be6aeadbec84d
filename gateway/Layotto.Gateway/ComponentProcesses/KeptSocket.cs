using System.Runtime.InteropServices;

namespace Layotto.Gateway.ComponentProcesses;

/// <summary>
/// Keeps a socket while another process may remove its file: an older one that ends, as most servers remove the file of their path whosever
/// it is by then, or a newer one that comes. A second name keeps it, and becomes the first again where that is gone.
/// </summary>
internal sealed class KeptSocket : IDisposable
{
    private const string FolderName = ".layotto";

    private static int _last;

    private readonly string _path;
    private readonly string _name;

    private KeptSocket(string path, string name)
    {
        _path = path;
        _name = name;
    }

    /// <summary>Gives a socket its second name.</summary>
    /// <returns>Null where that can't be done.</returns>
    public static KeptSocket? Of(string path)
    {
        if (OperatingSystem.IsWindows())
            return null;
        try
        {
            var folder = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(path)!, FolderName)).FullName;
            var name = Path.Combine(folder, $"{Environment.ProcessId}-{Interlocked.Increment(ref _last)}");
            File.Delete(name);
            return NativeMethods.Link(path, name) == 0 ? new KeptSocket(path, name) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Takes the first name away, so that another process can have it.</summary>
    public void MakeRoom() => File.Delete(_path);

    /// <summary>Gives it its first name again where that is gone.</summary>
    public void Restore()
    {
        if (!OperatingSystem.IsWindows())
            _ = NativeMethods.Link(_name, _path);
    }

    /// <summary>Takes the second name away, and puts it in the place of the first where that is gone.</summary>
    public void Dispose()
    {
        try
        {
            if (File.Exists(_path))
                File.Delete(_name);
            else
                File.Move(_name, _path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The folder is gone, and with it all sockets.
        }
    }

    private static class NativeMethods
    {
        [DllImport("libc", EntryPoint = "link")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Link([MarshalAs(UnmanagedType.LPUTF8Str)] string path, [MarshalAs(UnmanagedType.LPUTF8Str)] string name);
    }
}
