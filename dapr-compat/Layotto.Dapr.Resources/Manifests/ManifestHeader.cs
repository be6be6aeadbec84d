using Layotto.Components.Specification;

namespace Layotto.Dapr.Resources.Manifests;

/// <summary>What every resource has, whatever its kind.</summary>
internal sealed record ManifestHeader(string Name, string Namespace, IReadOnlyList<string> Scopes, SourceLocation Source)
{
    public const string ApiGroup = "dapr.io/";

    /// <summary>Reads the parts that are the same in all kinds, and reports a bad name and bad scopes.</summary>
    public static ManifestHeader Read(FieldReader document, bool needsName = true)
    {
        document.Node("apiVersion");
        document.Node("kind");
        document.Node("status");
        var metadata = document.Object("metadata");
        var name = metadata?.Text("name") ?? "";
        if (name.Length == 0)
        {
            if (needsName && metadata is null)
                document.Error("metadata", "The resource has no name.", "Give it one, such as metadata: { name: orders }");
            else if (needsName)
                metadata!.Error("name", "The resource has no name.", "Give it one, such as name: orders");
        }
        else if (name is "." or ".." || name.AsSpan().ContainsAny('/', '%'))
        {
            metadata!.Error("name", $"The name \"{name}\" can't be part of a path.", "It must not be . or .., nor hold / or %.");
        }

        return new ManifestHeader(name, metadata?.Text("namespace") ?? "", ReadScopes(document), document.Source);
    }

    private static List<string> ReadScopes(FieldReader document)
    {
        var scopes = new List<string>();
        foreach (var scope in document.Texts("scopes"))
        {
            if (scope.Length == 0)
                document.Error("scopes", "One of the scopes is empty.", "Each is an app id; without any, all apps may use the resource.");
            else if (scopes.Contains(scope))
                document.Warning("scopes", $"The scope \"{scope}\" is given twice.");
            else if (scope.Contains('.', StringComparison.Ordinal))
                document.Warning("scopes", $"The scope \"{scope}\" holds a dot, which no app id can.", "A scope is an app id.");
            scopes.Add(scope);
        }

        return scopes;
    }
}
