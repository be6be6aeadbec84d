namespace Layotto.LoadGenerator.Checks;

/// <summary>Counts errors by kind and keeps the first sentence of each kind.</summary>
internal sealed class ErrorLog
{
    private static readonly ErrorKind[] Kinds = Enum.GetValues<ErrorKind>();
    private readonly long[] _counts = new long[Kinds.Length];
    private readonly string?[] _samples = new string?[Kinds.Length];

    public long Total { get; private set; }

    public void Add(ErrorKind kind, string sentence, long count = 1)
    {
        if (count <= 0)
            return;
        _counts[(int)kind] += count;
        _samples[(int)kind] ??= sentence;
        Total += count;
    }

    public void Merge(ErrorLog other)
    {
        foreach (var (kind, count, sample) in other.Entries())
            Add(kind, sample, count);
    }

    public IEnumerable<(ErrorKind Kind, long Count, string Sample)> Entries()
    {
        foreach (var kind in Kinds)
        {
            if (_counts[(int)kind] != 0)
                yield return (kind, _counts[(int)kind], _samples[(int)kind] ?? "");
        }
    }
}
