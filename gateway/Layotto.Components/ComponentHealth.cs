namespace Layotto.Components;

/// <summary>How a component instance is.</summary>
public enum ComponentHealth
{
    /// <summary>It is being initialised.</summary>
    Starting,

    /// <summary>It can be used.</summary>
    Ready,

    /// <summary>It couldn't be initialised, or has been found not to answer; <see cref="ComponentInstance.LastError"/> says why.</summary>
    Failed,

    /// <summary>It has been disposed.</summary>
    Stopped,
}
