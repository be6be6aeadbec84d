using System.Reflection;

namespace Layotto.Gateway.Launching;

/// <summary>Which build of the program this is.</summary>
public static class ProductVersion
{
    private static readonly string Informational =
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";

    /// <summary>The version, such as <c>0.1.0</c>.</summary>
    public static string Version { get; } = Informational.Split('+', 2)[0];

    /// <summary>The commit that it was built from, or <c>unknown</c>.</summary>
    public static string Commit { get; } = Informational.Split('+', 2) is [_, var commit] ? commit : "unknown";

    /// <summary>What <c>--build-info</c> prints, in the form of daprd.</summary>
    public static string BuildInfo => $"Version: {Version}\nGit Commit: {Commit}\nGit Version: v{Version}";
}
