using Layotto.Components.Metadata;

namespace Layotto.Components.Crypto.LocalStorage;

/// <summary>The settings of <c>crypto.dapr.localstorage</c>.</summary>
internal static class LocalStorageSettings
{
    private static readonly MetadataField<string> PathField = MetadataField.Text(
        "path", "The folder with the keys, a file each: a JWK, PEM, or a symmetric key, raw or in Base64.") with { IsRequired = true, Example = "/etc/layotto/keys" };

    public static MetadataSchema Schema { get; } = new(PathField);

    /// <summary>The folder.</summary>
    /// <exception cref="ComponentException">It doesn't exist.</exception>
    public static string ReadFolder(ComponentMetadata metadata)
    {
        var path = Path.GetFullPath(PathField.Read(metadata));
        if (Directory.Exists(path))
            return path;
        throw new ComponentException(File.Exists(path)
            ? $"The metadata key \"path\" is \"{path}\", which is a file; it must be a folder with a file for each key."
            : $"The metadata key \"path\" is \"{path}\", which doesn't exist or can't be read; it must be a folder with a file for each key.");
    }
}
