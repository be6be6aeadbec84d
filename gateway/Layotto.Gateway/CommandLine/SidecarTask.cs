namespace Layotto.Gateway.CommandLine;

/// <summary>What the program is to do when it is called without a verb.</summary>
internal enum SidecarTask
{
    /// <summary>Be a sidecar.</summary>
    Run,

    /// <summary>Wait for a sidecar that runs already.</summary>
    Wait,

    /// <summary>Print the version.</summary>
    PrintVersion,

    /// <summary>Print what it was built from.</summary>
    PrintBuildInfo,
}
