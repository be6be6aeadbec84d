using Layotto.Components.Metadata;

namespace Layotto.Pluggable;

/// <summary>The settings of a component that the gateway reads itself; all others, and none of these, go to the process.</summary>
public static class PluggableSettings
{
    /// <summary>What the names of all of them begin with.</summary>
    public const string Prefix = "layotto.";

    /// <summary>How long a call may take.</summary>
    public static readonly MetadataField<TimeSpan> CallTimeout = MetadataField.Duration(
        Prefix + "callTimeout", "How long the process has to answer a call.", TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(1));

    /// <summary>The largest message taken from the process.</summary>
    public static readonly MetadataField<long> MaxMessageSize = MetadataField.Bytes(
        Prefix + "maxMessageSize", "The most bytes that one message of the process may have.", 16 * 1024 * 1024);

    /// <summary>The settings, open to those that only the process knows.</summary>
    public static readonly MetadataSchema Schema = new(CallTimeout, MaxMessageSize) { IsOpen = true };
}
