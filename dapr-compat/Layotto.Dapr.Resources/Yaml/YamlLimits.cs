namespace Layotto.Dapr.Resources.Yaml;

/// <summary>What a resource file may cost. Real ones are far below all of these.</summary>
internal static class YamlLimits
{
    /// <summary>The bytes of a file: 10 MiB.</summary>
    public const int FileBytes = 10 * 1024 * 1024;

    /// <summary>The documents of a file.</summary>
    public const int Documents = 1000;

    /// <summary>How deep lists and mappings may nest.</summary>
    public const int Depth = 64;

    /// <summary>What all aliases of a document may add to it: nodes and characters together.</summary>
    public const int AliasExpansion = 1024 * 1024;

    /// <summary>The resource files of a folder.</summary>
    public const int FilesPerFolder = 10_000;
}
