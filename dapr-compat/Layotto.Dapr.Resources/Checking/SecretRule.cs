using Layotto.Components;
using Layotto.Components.Metadata;
using Layotto.Components.Specification;
using Layotto.Dapr.Resources.HttpEndpoints;
using Layotto.Dapr.Resources.Manifests;

namespace Layotto.Dapr.Resources.Checking;

/// <summary>Each reference to a secret leads to a secret store that is there, and no secret store needs itself to start.</summary>
internal static class SecretRule
{
    public static void Check(CheckedResources resources, ProblemList problems)
    {
        var stores = resources.ComponentsOf(ComponentKind.SecretStore).Select(store => store.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var component in resources.Components)
            CheckItems(component.Name, ComponentReader.Kind, "spec.metadata", component.SecretStore, component.Metadata, component.Source!, stores, problems);
        foreach (var endpoint in resources.HttpEndpoints)
        {
            var documents = new[] { endpoint.ClientTls?.RootCa, endpoint.ClientTls?.Certificate, endpoint.ClientTls?.PrivateKey }
                .Where(document => document?.SecretKeyRef is not null)
                .Select(document => new MetadataItem { Name = "clientTLS", SecretKeyRef = document!.SecretKeyRef, Source = document.Source });
            CheckItems(endpoint.Name, HttpEndpointReader.Kind, "spec", endpoint.SecretStore, [.. endpoint.Headers, .. documents], endpoint.Source!, stores, problems);
        }

        CheckCycles(resources, problems);
    }

    private static void CheckItems(
        string owner,
        string kind,
        string field,
        string store,
        IReadOnlyList<MetadataItem> items,
        SourceLocation source,
        HashSet<string> stores,
        ProblemList problems)
    {
        var hasReference = false;
        foreach (var item in items)
        {
            if (item.Value is null && item.EnvRef is { } variable && EnvironmentReferences.Refusal(variable, null) is { } refusal)
                problems.Warning(item.Source!, kind, field, $"{owner}: the entry \"{item.Name}\" stays empty, because the environment variable \"{variable}\" {refusal}.", "Use another variable.");
            if (item.SecretKeyRef is not { } reference)
                continue;
            hasReference = true;
            if (store.Length == 0)
                problems.Error(item.Source!, kind, field, $"{owner}: the entry \"{item.Name}\" refers to the secret \"{reference.Name}\", but no secret store is named.", "Give auth: { secretStore: NAME }.");
            else if (!stores.Contains(store))
                problems.Error(item.Source!, kind, field, $"{owner}: the entry \"{item.Name}\" refers to the secret \"{reference.Name}\" of the secret store \"{store}\", which isn't defined.", Suggestion(store, stores));
        }

        if (!hasReference && store.Length > 0 && !stores.Contains(store))
            problems.Warning(source, kind, "auth.secretStore", $"{owner}: the secret store \"{store}\" isn't defined.", Suggestion(store, stores));
    }

    private static string Suggestion(string store, HashSet<string> stores)
    {
        var near = stores.MinBy(known => EditDistance.Between(store, known));
        if (near is null)
            return "There is no secret store at all here; define one, such as one of type secretstores.local.env.";
        return EditDistance.Between(store, near) <= Math.Max(1, near.Length / 3) ? $"Did you mean \"{near}\"?" : $"There is {string.Join(", ", stores.Order(StringComparer.Ordinal))}.";
    }

    private static void CheckCycles(CheckedResources resources, ProblemList problems)
    {
        var needs = new Dictionary<string, ComponentSpecification>(StringComparer.Ordinal);
        foreach (var store in resources.ComponentsOf(ComponentKind.SecretStore))
        {
            if (store.Metadata.Any(item => item.SecretKeyRef is not null) && store.SecretStore.Length > 0)
                needs.TryAdd(store.Name, store);
        }

        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (var start in needs.Values)
        {
            var path = new List<string>();
            var next = start.Name;
            while (needs.TryGetValue(next, out var store) && !path.Contains(next))
            {
                path.Add(next);
                next = store.SecretStore;
            }

            if (next != start.Name || !path.TrueForAll(told.Add))
                continue;
            problems.Error(
                start.Source!, ComponentReader.Kind, "auth.secretStore",
                $"The secret stores {string.Join(" → ", path.Append(next))} need each other to start, so none of them can.",
                "Let one of them take its settings from the environment (envRef) or from plain values.");
        }
    }
}
