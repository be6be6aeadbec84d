namespace Layotto.Runtime.Expressions;

/// <summary>A map, however it is kept.</summary>
internal abstract class CelMap
{
    public abstract int Count { get; }

    public abstract IEnumerable<CelValue> Keys { get; }

    /// <summary>How many steps a look-up is worth.</summary>
    public virtual int LookupCost => 1;

    public abstract bool TryGet(CelValue key, out CelValue value);

    /// <summary>Looks up a key that is a string.</summary>
    public virtual bool TryGet(string key, out CelValue value) => TryGet(CelValue.FromText(key), out value);

    /// <summary>Whether there is such a key; cheaper than its value.</summary>
    public virtual bool Has(string key) => TryGet(key, out _);
}
