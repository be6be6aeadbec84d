namespace Layotto.Runtime.Invocation;

/// <summary>
/// The operations of a policy by the segments of their paths. What it finds is what Dapr's tree finds (<c>pkg/config/acl_trie.go</c>): a
/// rule for a path holds for what is below it too, and of the children of a node the first that fits is taken.
/// </summary>
internal sealed class OperationTree
{
    private const string OneSegment = "*";
    private const string AllSegments = "**";

    private readonly List<OperationTree> _children = [];
    private readonly string _segment;
    private AccessOperation? _operation;

    private OperationTree(string segment) => _segment = segment;

    /// <summary>Puts operations into a tree.</summary>
    /// <param name="operations">The operations.</param>
    /// <param name="ignoresCase">Whether their paths are made lower case.</param>
    public static OperationTree Create(IEnumerable<AccessOperation> operations, bool ignoresCase)
    {
        var root = new OperationTree("");
        foreach (var operation in operations)
        {
            var path = operation.Path.TrimStart('/');
            root.Add((ignoresCase ? path.ToLowerInvariant() : path).Split('/'), operation);
        }

        return root;
    }

    /// <summary>Finds the operation for a path that begins with a slash; null where there is none.</summary>
    public AccessOperation? Find(string path)
    {
        var node = this;
        var rest = path.AsSpan(1);
        while (true)
        {
            var slash = rest.IndexOf('/');
            var isLast = slash < 0;
            node = node.Child(isLast ? rest : rest[..slash], isLast);
            if (node is null)
                return null;
            if (node._operation is { } operation && (isLast || node._segment != OneSegment))
                return operation;
            if (isLast)
                return node._children.Find(child => child._segment == OneSegment)?._operation;
            rest = rest[(slash + 1)..];
        }
    }

    private void Add(ReadOnlySpan<string> segments, AccessOperation operation)
    {
        var node = this;
        foreach (var segment in segments)
        {
            var child = node._children.Find(candidate => candidate._segment == segment);
            if (child is null)
                node._children.Add(child = new OperationTree(segment));
            node = child;
        }

        node._operation ??= operation;
    }

    private OperationTree? Child(ReadOnlySpan<char> segment, bool isLast)
    {
        foreach (var child in _children)
        {
            if (segment.SequenceEqual(child._segment) || child._segment == AllSegments)
                return child;
            if (child._segment == OneSegment ? isLast : Matches(segment, child._segment))
                return child;
        }

        return null;
    }

    // Linear in practice: the last star that was met is all that has to be gone back to.
    private static bool Matches(ReadOnlySpan<char> text, ReadOnlySpan<char> pattern)
    {
        int at = 0, position = 0, star = -1, resume = 0;
        while (at < text.Length)
        {
            if (position < pattern.Length && pattern[position] == '*')
            {
                star = position++;
                resume = at;
            }
            else if (position < pattern.Length && pattern[position] == text[at])
            {
                at++;
                position++;
            }
            else if (star >= 0)
            {
                position = star + 1;
                at = ++resume;
            }
            else
            {
                return false;
            }
        }

        return !pattern[position..].ContainsAnyExcept('*');
    }
}
