namespace Layotto.Gateway.CommandLine.Flags;

/// <summary>The headings under which <c>--help</c> lists the flags, in that order.</summary>
internal enum FlagGroup
{
    App,
    Ports,
    Resources,
    Limits,
    Security,
    ControlPlane,
    Logs,
    Process,
}
