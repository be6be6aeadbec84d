using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Layotto.Grpc.Server;

/// <summary>The methods of a server by path.</summary>
internal sealed class MethodTable(FrozenDictionary<string, ServerMethod> methods, FrozenSet<string> services)
{
    public FrozenSet<string> Services => services;

    public bool TryGet(string path, [NotNullWhen(true)] out ServerMethod? method) => methods.TryGetValue(path, out method);
}
