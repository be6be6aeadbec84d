namespace Layotto.Components.State;

/// <summary>Which of two competing writes wins.</summary>
public enum StateConcurrency
{
    /// <summary>Not said: the last one, unless the request carries an etag.</summary>
    Unspecified,

    /// <summary>The first: a write without an etag fails when the key exists, and one with an etag fails when it isn't the present one.</summary>
    FirstWrite,

    /// <summary>The last.</summary>
    LastWrite,
}
