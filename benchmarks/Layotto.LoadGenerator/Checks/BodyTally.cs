namespace Layotto.LoadGenerator.Checks;

/// <summary>Length of one response body and, when asked for, its 64-bit FNV-1a hash.</summary>
internal struct BodyTally
{
    private const ulong OffsetBasis = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    public BodyTally(bool hashed)
    {
        IsHashed = hashed;
        Hash = OffsetBasis;
    }

    public long Length { get; private set; }

    public ulong Hash { get; private set; }

    public bool IsHashed { get; }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        Length += bytes.Length;
        if (!IsHashed)
            return;
        var hash = Hash;
        foreach (var value in bytes)
            hash = (hash ^ value) * Prime;
        Hash = hash;
    }
}
