namespace Layotto.Components.Embedded.State;

/// <summary>The moment at which all entries of one write of several keys become visible at once.</summary>
internal sealed class InMemoryCommit
{
    private volatile bool _isDone;

    public bool IsDone => _isDone;

    public void Complete() => _isDone = true;
}
