namespace Layotto.Components.State;

/// <summary>How fresh a read, or how safe a write, has to be; a hint that stores with a single copy of the data have no use for.</summary>
public enum StateConsistency
{
    /// <summary>Not said: the store's own default.</summary>
    Unspecified,

    /// <summary>One replica is enough.</summary>
    Eventual,

    /// <summary>A quorum of replicas, or all of them.</summary>
    Strong,
}
