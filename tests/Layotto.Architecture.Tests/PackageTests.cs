using System.Text.Json;
using Layotto.Testing.Processes;
using Xunit;

namespace Layotto.Architecture.Tests;

/// <summary>What the gateway takes along of others.</summary>
public sealed class PackageTests
{
    private static readonly string[] ImageLibraries = ["image", "skia", "tiff", "magick", "drawing"];

    /// <summary>Dapr's tree had one, and with it the memory that a TIFF picture can claim.</summary>
    [Fact]
    public void CVE_2026_33809_no_image_library_is_among_the_packages()
    {
        using var dependencies = JsonDocument.Parse(File.ReadAllText(Path.Combine(RepositoryRoot.Path, "artifacts/bin/Layotto.Gateway/debug/layotto.deps.json")));
        var libraries = dependencies.RootElement.GetProperty("libraries").EnumerateObject().Select(library => library.Name).ToList();

        Assert.Contains(libraries, library => library.StartsWith("Google.Protobuf/", StringComparison.Ordinal));
        Assert.DoesNotContain(libraries, library => ImageLibraries.Any(word => library.Contains(word, StringComparison.OrdinalIgnoreCase)));
    }
}
