namespace Layotto.Gateway.CommandLine.Flags;

/// <summary>Looks whether what a flag names can be read, so that a mistake shows before anything starts.</summary>
internal static class ReadablePath
{
    /// <summary>Why a path isn't a directory that can be listed, as the end of a sentence; or null.</summary>
    public static string? WhyNotDirectory(string path)
    {
        if (File.Exists(path))
            return "is a file; it must be a directory.";
        if (!Directory.Exists(path))
            return "doesn't exist; it must be a directory.";
        try
        {
            using var entries = Directory.EnumerateFileSystemEntries(path).GetEnumerator();
            entries.MoveNext();
            return null;
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            return $"can't be read ({exception.Message.TrimEnd('.')}); it must be a directory that this user may list.";
        }
    }

    /// <summary>Why a path isn't a file that can be read, as the end of a sentence; or null.</summary>
    public static string? WhyNotFile(string path)
    {
        if (Directory.Exists(path))
            return "is a directory; it must be a file.";
        if (!File.Exists(path))
            return "doesn't exist; it must be a file.";
        try
        {
            using var handle = File.OpenHandle(path);
            return null;
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            return $"can't be read ({exception.Message.TrimEnd('.')}); it must be a file that this user may read.";
        }
    }
}
