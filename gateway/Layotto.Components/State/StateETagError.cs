namespace Layotto.Components.State;

/// <summary>What can be wrong with an etag.</summary>
public enum StateETagError
{
    /// <summary>The present value has another one, or there is no value, or (first-write without an etag) there is one.</summary>
    Mismatch,

    /// <summary>It can't be an etag of this store.</summary>
    Invalid,
}
