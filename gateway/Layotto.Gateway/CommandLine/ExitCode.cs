namespace Layotto.Gateway.CommandLine;

/// <summary>The exit codes of the program; those of a shell where a shell has one.</summary>
internal static class ExitCode
{
    /// <summary>All went well.</summary>
    public const int Success = 0;

    /// <summary>Something was wrong: with the command line, with what was checked, or while the sidecar ran.</summary>
    public const int Failure = 1;

    /// <summary>The command line is wrong, where that has to be told from a failure of what was tested.</summary>
    public const int Misuse = 2;

    /// <summary>The app's command was found, and can't be run.</summary>
    public const int NotExecutable = 126;

    /// <summary>The app's command wasn't found.</summary>
    public const int NotFound = 127;

    /// <summary>The app was killed: 128 and the number of SIGKILL.</summary>
    public const int Killed = 137;
}
