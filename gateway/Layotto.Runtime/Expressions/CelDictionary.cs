namespace Layotto.Runtime.Expressions;

/// <summary>A map that an expression made.</summary>
internal sealed class CelDictionary : CelMap
{
    private readonly Dictionary<CelValue, CelValue> _entries = new(KeyComparer.Instance);

    public override int Count => _entries.Count;

    public override IEnumerable<CelValue> Keys => _entries.Keys;

    public override bool TryGet(CelValue key, out CelValue value)
    {
        value = default;
        return IsKey(key) && _entries.TryGetValue(key, out value);
    }

    /// <summary>Adds an entry.</summary>
    /// <returns>Why it can't be added, or null.</returns>
    public string? TryAdd(CelValue key, CelValue value)
    {
        if (!IsKey(key) || key.Kind == CelKind.Double)
            return $"a map's key is a bool, int, uint or string, and this is a {CelNames.Of(key.Kind)}";
        return _entries.TryAdd(key, value) ? null : "the map has the same key twice";
    }

    // A double is looked up as the whole number it equals, and is never a key itself.
    private static bool IsKey(CelValue key) => key.Kind is CelKind.Bool or CelKind.String || key.IsNumber;

    private sealed class KeyComparer : IEqualityComparer<CelValue>
    {
        public static readonly KeyComparer Instance = new();

        public bool Equals(CelValue x, CelValue y) => CelEquality.AreEqual(x, y);

        public int GetHashCode(CelValue key) => key.Kind switch
        {
            CelKind.Bool => key.IsTrue ? 1 : 2,
            CelKind.String => key.Text.GetHashCode(StringComparison.Ordinal),
            CelKind.Int => ((double)key.Integer).GetHashCode(),
            CelKind.Uint => ((double)key.Unsigned).GetHashCode(),
            _ => key.Number.GetHashCode(),
        };
    }
}
