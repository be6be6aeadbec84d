using Layotto.Components.Metadata;

namespace Layotto.Components.Bindings;

/// <summary>Which ways a binding is used.</summary>
/// <param name="IsInput">Whether its events go to the app.</param>
/// <param name="IsOutput">Whether the app may invoke it.</param>
/// <param name="IsWritten">Whether <c>direction</c> says so; an input that is written isn't asked for at the app.</param>
public readonly record struct BindingDirection(bool IsInput, bool IsOutput, bool IsWritten)
{
    /// <summary>
    /// What an instance is used as: what its component can do, less what <c>direction</c> leaves out (<c>input</c>, <c>output</c> or
    /// both, separated by a comma, whatever their case).
    /// </summary>
    public static BindingDirection Of(ComponentInstance instance)
    {
        var canRead = instance.Component is IInputBinding;
        var canInvoke = instance.Component is IOutputBinding;
        if (!instance.Metadata.TryGetValue(RuntimeMetadataKeys.Direction, out var written))
            return new BindingDirection(canRead, canInvoke, IsWritten: false);
        return new BindingDirection(canRead && Names(written, "input"), canInvoke && Names(written, "output"), IsWritten: true);
    }

    private static bool Names(string written, string direction)
        => written.Split(',', StringSplitOptions.TrimEntries).Contains(direction, StringComparer.OrdinalIgnoreCase);
}
