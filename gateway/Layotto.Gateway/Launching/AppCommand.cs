namespace Layotto.Gateway.Launching;

/// <summary>
/// Finds the program of a command as a shell does: a name with a slash is a path; any other is looked for in the directories of
/// PATH, and not in the current directory, where a file that somebody left could take its place.
/// </summary>
internal static class AppCommand
{
    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Finds the program.</summary>
    /// <param name="name">The first word of the command.</param>
    /// <param name="searchPath">The value of PATH; null when there is none.</param>
    /// <param name="path">The full path of the program.</param>
    /// <param name="reason">When there is none that can be run: a sentence that says why.</param>
    /// <returns>0, or the exit code of a shell: 127 when there is no such program, 126 when it can't be run.</returns>
    public static int Find(string name, string? searchPath, out string path, out string reason)
    {
        path = "";
        reason = "";
        if (name.Contains('/', StringComparison.Ordinal) || (OperatingSystem.IsWindows() && name.Contains('\\', StringComparison.Ordinal)))
        {
            path = Path.GetFullPath(name);
            return WhyNot(name, path, ref reason);
        }

        var refused = false;
        foreach (var directory in (searchPath ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            foreach (var candidate in Candidates(Path.GetFullPath(Path.Combine(directory, name))))
            {
                if (!File.Exists(candidate))
                    continue;
                path = candidate;
                if (IsExecutable(candidate))
                    return CommandLine.ExitCode.Success;
                refused = true;
            }
        }

        if (refused)
            return WhyNot(name, path, ref reason);
        reason = string.IsNullOrEmpty(searchPath)
            ? $"there is no program \"{name}\": PATH is empty, so give the program's path, such as ./{name}."
            : $"there is no program \"{name}\" in any directory of PATH; a program in the current directory is ./{name}.";
        return CommandLine.ExitCode.NotFound;
    }

    private static int WhyNot(string name, string path, ref string reason)
    {
        if (Directory.Exists(path))
            reason = $"\"{name}\" is a directory; the command must begin with a program.";
        else if (!File.Exists(path))
            reason = $"there is no program \"{name}\".";
        else if (!IsExecutable(path))
            reason = $"\"{path}\" can't be run; make it executable with chmod +x, or name the program that runs it.";
        else
            return CommandLine.ExitCode.Success;
        return File.Exists(path) || Directory.Exists(path) ? CommandLine.ExitCode.NotExecutable : CommandLine.ExitCode.NotFound;
    }

    private static IEnumerable<string> Candidates(string path)
        => OperatingSystem.IsWindows() ? [path, path + ".exe", path + ".cmd", path + ".bat"] : [path];

    private static bool IsExecutable(string path) => OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & AnyExecute) != 0;
}
