using Layotto.Components;
using Layotto.Components.Metadata;
using Layotto.Components.Specification;
using Layotto.Dapr.Resources.Configurations;

namespace Layotto.Dapr.Resources.Checking;

/// <summary>Each handler of a pipeline names a middleware that is there: one that isn't would be skipped, and protect nothing.</summary>
internal static class PipelineRule
{
    public static void Check(CheckedResources resources, ProblemList problems)
    {
        var middleware = resources.ComponentsOf(ComponentKind.HttpMiddleware).ToList();
        foreach (var configuration in resources.All.Select(resource => resource.Value).OfType<DaprConfiguration>())
        {
            Check("httpPipeline", configuration.HttpPipeline, middleware, problems);
            Check("appHttpPipeline", configuration.AppHttpPipeline, middleware, problems);
        }
    }

    private static void Check(
        string pipeline, IReadOnlyList<MiddlewareHandler> handlers, List<ComponentSpecification> middleware, ProblemList problems)
    {
        for (var index = 0; index < handlers.Count; index++)
        {
            var handler = handlers[index];
            if (handler.Name.Length == 0 || handler.Type.Length == 0)
                continue;
            if (middleware.Find(component => component.Name == handler.Name) is not { } found)
                Warn(index, handler, $"there is no middleware \"{handler.Name}\" here, so the handler would be skipped.", Near(handler.Name, middleware));
            else if (!found.Type.Equals(handler.Type, StringComparison.OrdinalIgnoreCase))
                Warn(index, handler, $"the middleware \"{handler.Name}\" is of the type {found.Type}, so the handler, which says {handler.Type}, would be skipped.", "Let the two be equal.");
            else if (ComponentCatalogue.Initial(found.Version) != ComponentCatalogue.Initial(handler.Version))
                Warn(index, handler, $"the middleware \"{handler.Name}\" is of another version than the handler says, so the handler would be skipped.", "Let the two be equal.");
        }

        void Warn(int index, MiddlewareHandler handler, string message, string suggestion)
            => problems.Warning(handler.Source!, ConfigurationReader.Kind, $"spec.{pipeline}.handlers[{index}]", message, suggestion);
    }

    private static string Near(string name, List<ComponentSpecification> middleware)
    {
        var near = middleware.Select(component => component.Name).MinBy(known => EditDistance.Between(name, known));
        return near is not null && EditDistance.Between(name, near) <= Math.Max(1, near.Length / 3)
            ? $"Did you mean \"{near}\"?"
            : "Check the Configuration together with the folder that has its components.";
    }
}
