namespace Layotto.Runtime.Resiliency.Settings;

/// <summary>A range of status codes, both ends included.</summary>
/// <param name="First">The lowest code.</param>
/// <param name="Last">The highest code.</param>
public readonly record struct CodeRange(int First, int Last)
{
    /// <summary>Whether a code lies within the range.</summary>
    public bool Contains(int code) => First <= code && code <= Last;
}
