using Layotto.Components.PubSub;

namespace Layotto.Components.Embedded.PubSub;

/// <summary>A message in the queue of one subscription.</summary>
internal sealed class InMemoryMessage(PubSubMessage message, PublicationReceipt? receipt, long number)
{
    public PubSubMessage Message => message;

    /// <summary>Who waits for its end; null for nobody.</summary>
    public PublicationReceipt? Receipt => receipt;

    /// <summary>Its place in the order of publication.</summary>
    public long Number => number;

    /// <summary>How many of its deliveries have failed.</summary>
    public int Failures { get; set; }
}
