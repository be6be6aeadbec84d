using System.Xml.Linq;
using Layotto.Testing.Processes;
using Xunit;

namespace Layotto.Architecture.Tests;

/// <summary>Holds the projects to the rooms of the house: where each lives, and which others it may reference.</summary>
public sealed class ProjectReferenceTests
{
    private static readonly string[] ProductFolders = ["protos", "gateway", "dapr-compat", "pluggable-components", "mesh"];

    /// <summary>By project, its folder and the projects it may reference; the table of docs/architecture.md.</summary>
    private static readonly Dictionary<string, (string Folder, string[] MayReference)> Rooms = new(StringComparer.Ordinal)
    {
        ["Layotto.Grpc"] = ("protos", ["Layotto.Http"]),
        ["Layotto.Protos"] = ("protos", ["Layotto.Grpc"]),
        ["Layotto.Grpc.Services"] = ("protos", ["Layotto.Grpc", "Layotto.Protos"]),
        ["Layotto.Http"] = ("protos", []),
        ["Layotto.Components"] = ("gateway", []),
        ["Layotto.Components.Crypto"] = ("gateway", ["Layotto.Components"]),
        ["Layotto.Components.Embedded"] = ("gateway", ["Layotto.Components"]),
        ["Layotto.Components.NameResolution"] = ("gateway", ["Layotto.Components"]),
        ["Layotto.Components.Middleware"] = ("gateway", ["Layotto.Components"]),
        ["Layotto.Components.Sqlite"] = ("gateway", ["Layotto.Components"]),
        ["Layotto.Runtime"] = ("gateway", ["Layotto.Components"]),
        ["Layotto.Telemetry"] = ("gateway", ["Layotto.Runtime"]),
        ["Layotto.Dapr"] = ("dapr-compat", ["Layotto.Runtime", "Layotto.Http", "Layotto.Protos"]),
        ["Layotto.Dapr.Resources"] = ("dapr-compat", ["Layotto.Components"]),
        ["Layotto.Conformance"] = ("pluggable-components", ["Layotto.Components"]),
        ["Layotto.Conformance.Sockets"] =
            ("pluggable-components", ["Layotto.Components", "Layotto.Conformance", "Layotto.Pluggable", "Layotto.Grpc", "Layotto.Protos"]),
        ["Layotto.Pluggable.Sdk"] = ("pluggable-components", ["Layotto.Components", "Layotto.Grpc", "Layotto.Grpc.Services", "Layotto.Protos"]),
        ["Layotto.Pluggable"] = ("pluggable-components", ["Layotto.Components", "Layotto.Grpc", "Layotto.Grpc.Services", "Layotto.Protos"]),
        ["Layotto.Gateway"] =
        (
            "gateway",
            [
                "Layotto.Grpc", "Layotto.Protos", "Layotto.Grpc.Services", "Layotto.Components", "Layotto.Components.Crypto", "Layotto.Components.Embedded",
                "Layotto.Components.Middleware", "Layotto.Components.NameResolution", "Layotto.Components.Sqlite", "Layotto.Runtime", "Layotto.Telemetry",
                "Layotto.Dapr", "Layotto.Dapr.Resources", "Layotto.Pluggable", "Layotto.Conformance", "Layotto.Conformance.Sockets",
            ]
        ),
    };

    /// <summary>Programs that show how to use the product; no part of it.</summary>
    private static readonly string[] Examples = ["/samples/", "/template/"];

    private static readonly Dictionary<string, string> Projects = ProductFolders
        .SelectMany(folder => Directory.GetFiles(Path.Combine(RepositoryRoot.Path, folder), "*.csproj", SearchOption.AllDirectories))
        .Where(path => !Examples.Any(folder => path.Replace('\\', '/').Contains(folder, StringComparison.Ordinal)))
        .ToDictionary(path => Path.GetFileNameWithoutExtension(path), StringComparer.Ordinal);

    public static TheoryData<string> Names => [.. Projects.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Project_is_in_its_room_and_references_only_what_it_may(string name)
    {
        var (folder, mayReference) = Assert.Contains(name, Rooms);
        var path = Path.GetRelativePath(RepositoryRoot.Path, Projects[name]).Replace('\\', '/');

        Assert.Equal($"{folder}/{name}/{name}.csproj", path);
        Assert.Empty(References(Projects[name]).Except(mayReference, StringComparer.Ordinal));
    }

    [Fact]
    public void Every_room_has_its_project()
        => Assert.Equal(Rooms.Keys.Order(StringComparer.Ordinal), Projects.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void The_architecture_page_shows_every_room()
    {
        var page = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "architecture.md"));

        Assert.All(Rooms, room => Assert.Contains($"`{room.Key}`", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "Layotto.sln"));
        var projects = Directory.GetFiles(RepositoryRoot.Path, "*.csproj", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/artifacts/", StringComparison.Ordinal) && !path.Contains("/node_modules/", StringComparison.Ordinal));

        Assert.All(projects, path => Assert.Contains($"{Path.GetFileName(path)}\"", solution, StringComparison.Ordinal));
    }

    private static IEnumerable<string> References(string project)
        => XDocument.Load(project).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));
}
