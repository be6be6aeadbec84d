namespace Layotto.Components.State;

/// <summary>The prefix of a deletion by prefix (<see cref="IPrefixDeletingStateStore"/>).</summary>
public static class StateKeyPrefix
{
    /// <summary>What stands between the parts of a key.</summary>
    public const string Separator = "||";

    /// <summary>Checks a prefix, and appends the separator where it doesn't end in one.</summary>
    /// <exception cref="ComponentException">The prefix is empty or nothing but the separator.</exception>
    public static string Normalize(string prefix)
    {
        if (prefix is "" or Separator)
            throw new ComponentException("a prefix is required to delete keys by prefix: give the part of the keys before their last \"||\"");
        return prefix.EndsWith(Separator, StringComparison.Ordinal) ? prefix : prefix + Separator;
    }

    /// <summary>Whether a key is the prefix and a rest without a further separator.</summary>
    /// <param name="key">The key.</param>
    /// <param name="prefix">The prefix, normalized.</param>
    public static bool IsDirectChild(string key, string prefix)
        => key.StartsWith(prefix, StringComparison.Ordinal)
            && key.IndexOf(Separator, prefix.Length, StringComparison.Ordinal) < 0;
}
