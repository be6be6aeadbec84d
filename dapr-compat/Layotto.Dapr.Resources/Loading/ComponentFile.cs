namespace Layotto.Dapr.Resources.Loading;

/// <summary>Reads one file of components, whoever they are for.</summary>
public static class ComponentFile
{
    /// <summary>Reads the file, and reports everything that is wrong at once.</summary>
    public static ResourceLoadResult Read(string path)
    {
        var problems = new ProblemList();
        var resources = ResourceFolders.ReadFiles([path], null, problems);
        var components = resources.Where(resource => !resource.HasErrors).Select(resource => resource.Value)
            .OfType<Components.Specification.ComponentSpecification>().ToList();
        return new ResourceLoadResult(new ResourceSet { Components = components }, problems.InOrder());
    }
}
