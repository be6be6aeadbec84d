namespace Layotto.Runtime.Telemetry.Metrics;

/// <summary>Compares sets of label values, also one on the stack with one that is stored, so that a look-up needs no array.</summary>
internal sealed class LabelSetComparer : IEqualityComparer<string[]>, IAlternateEqualityComparer<ReadOnlySpan<string>, string[]>
{
    public static LabelSetComparer Instance { get; } = new();

    public bool Equals(string[]? x, string[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode(string[] obj) => GetHashCode(obj.AsSpan());

    public bool Equals(ReadOnlySpan<string> alternate, string[] other) => alternate.SequenceEqual(other);

    // Label values come from requests: string's own hash is seeded, so nobody can choose ones that collide.
    public int GetHashCode(ReadOnlySpan<string> alternate)
    {
        var hash = 0;
        foreach (var value in alternate)
            hash = (hash * 31) + value.GetHashCode(StringComparison.Ordinal);
        return hash;
    }

    public string[] Create(ReadOnlySpan<string> alternate) => alternate.ToArray();
}
