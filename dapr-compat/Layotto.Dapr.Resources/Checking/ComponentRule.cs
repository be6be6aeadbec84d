using Layotto.Components;
using Layotto.Components.Metadata;
using Layotto.Components.Specification;
using Layotto.Dapr.Resources.Manifests;

namespace Layotto.Dapr.Resources.Checking;

/// <summary>Each component is of a type the catalogue has, and its metadata is what the type takes.</summary>
internal static class ComponentRule
{
    // Stands for a value that is known only when the component starts.
    private const string Unresolved = "{}";

    public static void Check(CheckedResources resources, ProblemList problems)
    {
        foreach (var component in resources.Components)
        {
            if (component.Type.Length == 0)
                continue;
            CheckCommand(component, resources, problems);
            if (resources.Catalogue.TryFind(component.Type, component.Version, out var descriptor, out var reason))
                CheckMetadata(component, descriptor, problems);
            else if (component.Command.Count == 0 || !ComponentKind.TryParseType(component.Type, out _, out _))
                problems.Error(component.Source!, ComponentReader.Kind, "spec.type", $"{component.Name}: {reason}");
        }

        CheckActorStateStores(resources, problems);
    }

    // What a process serves is known only when it runs, and it is the gateway that runs this one.
    private static void CheckCommand(ComponentSpecification component, CheckedResources resources, ProblemList problems)
    {
        if (component.Command.Count == 0)
            return;
        const string field = $"metadata.annotations.{ComponentReader.CommandAnnotation}";
        if (resources.Catalogue.IsBuiltIn(component.Type))
        {
            problems.Error(
                component.Source!, ComponentReader.Kind, field,
                $"{component.Name}: the type {component.Type} is built in, so no process serves it.", "Remove the annotation, or name the type that the process serves.");
        }
        else if (resources.Programs?.Invoke(component.Command[0]) is { } reason)
        {
            problems.Warning(component.Source!, ComponentReader.Kind, field, $"{component.Name}: {reason}");
        }
    }

    private static void CheckMetadata(ComponentSpecification component, ComponentDescriptor descriptor, ProblemList problems)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var item in component.Metadata)
            values[item.Name] = IsResolvedLater(item) ? Unresolved : item.Value ?? "";

        foreach (var problem in descriptor.Schema.Check(new ComponentMetadata(values), key => RuntimeMetadataKeys.IsKnown(descriptor.Kind, key)))
        {
            var index = component.Metadata.ToList().FindLastIndex(item => item.Name.Equals(problem.Field, StringComparison.OrdinalIgnoreCase));
            var item = index < 0 ? null : component.Metadata[index];
            if (item is not null && IsResolvedLater(item) && !IsUnknownKey(problem))
                continue;
            problems.Add(new ResourceProblem(
                problem.IsWarning ? ProblemSeverity.Warning : ProblemSeverity.Error,
                item?.Source ?? component.Source!,
                ComponentReader.Kind,
                index < 0 ? "spec.metadata" : $"spec.metadata[{index}]",
                $"{component.Name}: {problem.Message}"));
        }

        bool IsUnknownKey(MetadataProblem problem)
            => problem.IsWarning && !descriptor.Schema.Fields.Any(field => field.IsNamed(problem.Field));
    }

    private static bool IsResolvedLater(MetadataItem item)
        => item.SecretKeyRef is not null
            || (item.Value is null && item.EnvRef is not null)
            || (item.Value is { } value && ComponentTemplates.IsTemplate(value));

    private static void CheckActorStateStores(CheckedResources resources, ProblemList problems)
    {
        ComponentSpecification? first = null;
        foreach (var component in resources.ComponentsOf(ComponentKind.State))
        {
            var item = component.Metadata.LastOrDefault(item => item.Name.Equals(RuntimeMetadataKeys.ActorStateStore, StringComparison.OrdinalIgnoreCase));
            if (!Truth.IsTruthy(item?.Value))
                continue;
            if (first is null)
                first = component;
            else if (ScopeOverlap.Exists(first.Scopes, component.Scopes) && first.Name != component.Name)
                problems.Error(item!.Source!, ComponentReader.Kind, "spec.metadata", $"{first.Name} is already the actor state store, only one actor state store is allowed.", $"Remove {RuntimeMetadataKeys.ActorStateStore} from {first.Name} or from {component.Name}.");
        }
    }
}
