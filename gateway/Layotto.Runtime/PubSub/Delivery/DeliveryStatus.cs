namespace Layotto.Runtime.PubSub.Delivery;

/// <summary>What the app made of an event.</summary>
public enum DeliveryStatus
{
    /// <summary>It is done with.</summary>
    Success,

    /// <summary>It wants it again.</summary>
    Retry,

    /// <summary>It never wants it.</summary>
    Drop,
}
